// As an edge platform's own tool bundles: with its condition, and with wasm modules left beside the script.
export default {
  input: "worker.js",
  platform: "neutral",
  resolve: { conditionNames: ["workerd", "worker", "import"] },
  plugins: [
    {
      name: "wasm-beside",
      resolveId: (source) => (source.endsWith(".wasm") ? { id: "./active_active.wasm", external: true } : null),
    },
  ],
  output: { format: "esm", entryFileNames: "worker.js" },
};
