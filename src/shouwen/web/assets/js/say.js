/* A short sentence at the foot of the page, read politely, gone after eight seconds. */
export const say = (text, action) => {
  const list = document.getElementById("sw-toasts");
  if (!list || !text) return;
  const line = document.createElement("div");
  line.className = "sw-toast";
  line.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.text;
    button.addEventListener("click", () => {
      line.remove();
      action.run();
    });
    line.append(button);
  }
  list.append(line);
  setTimeout(() => line.remove(), 8000);
};
