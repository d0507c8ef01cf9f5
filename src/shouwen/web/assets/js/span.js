/* How a duration is written: 16:34 under an hour, 3 时 41 分 under a day, 2 天 04 时 beyond.
   The units come from the page; the server writes the same in templatetags/shouwen_time.py. */
const two = (n) => String(n).padStart(2, "0");

export const span = (seconds, units) => {
  const s = Math.abs(Math.trunc(seconds));
  if (s < 3600) return `${two(Math.floor(s / 60))}:${two(s % 60)}`;
  if (s < 86400) return `${Math.floor(s / 3600)} ${units.hours} ${two(Math.floor((s % 3600) / 60))} ${units.minutes}`;
  return `${Math.floor(s / 86400)} ${units.days} ${two(Math.floor((s % 86400) / 3600))} ${units.hours}`;
};
