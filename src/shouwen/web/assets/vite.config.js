import { defineConfig } from "vite";

/* Hashed names, one manifest that the {% asset %} tag reads, relative addresses so that any STATIC_URL works.
   The service worker keeps a fixed name, because a browser knows it by its address. */
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { main: "js/main.js", sw: "js/sw.js" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "[name]-[hash].js"),
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
