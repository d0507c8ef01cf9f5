/* The one entry: each module finds its own marks in the page and does nothing where there are none. */
import "../css/main.css";
import { whenReady, onSwap } from "./ready.js";
import { wakeClock } from "./clock.js";
import { wakeCountdowns } from "./countdown.js";
import { wakeWhy } from "./why.js";
import { wakeKeys } from "./keys.js";
import { wakeGuard } from "./guard.js";
import { wakeTheme } from "./theme.js";
import { wakeHtmx } from "./requests.js";
import { wakeSheets } from "./sheets.js";
import { wakeFilled, wakePick } from "./pick.js";
import { wakeLiveLists } from "./livelist.js";
import { wakeDrafts } from "./drafts.js";
import { wakePhotos } from "./photos.js";
import { wakeHere } from "./here.js";
import { wakeOutbox } from "./outbox.js";
import { wakeOffline } from "./offline.js";
import { wakeTakeBack } from "./takeback.js";
import { wakeWall } from "./wall.js";

wakeHtmx();

whenReady(() => {
  wakeClock();
  wakeWhy();
  wakeKeys();
  wakeTheme();
  wakeSheets();
  wakePick();
  wakeHere();
  wakePhotos();
  wakeOutbox();
  wakeGuard();
  wakeOffline();
  wakeTakeBack();
  wakeCountdowns();
  wakeWall();
  // a long navigation shows where one is, without moving the page
  document.querySelector(".sw-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});

onSwap((root) => {
  wakeLiveLists(root);
  wakeDrafts(root);
  wakeFilled();
  if (root.querySelector("[data-pen]")) import("./signature.js").then((m) => m.wakePens(root));
  if (root.querySelector("[data-chart]")) import("./charts.js").then((m) => m.wakeCharts(root));
});
