using Workerd = import "/workerd/workerd.capnp";

# An old date refuses to compile wasm from bytes; a new one allows it. Both must do.
const config :Workerd.Config = (
  services = [
    (name = "at-an-old-date", worker = (compatibilityDate = "2024-09-01", modules = .modules)),
    (name = "at-a-new-date", worker = (compatibilityDate = "2026-04-01", modules = .modules)),
  ],
);

const modules :List(Workerd.Worker.Module) = [
  (name = "worker.js", esModule = embed "worker.js"),
  (name = "active_active.wasm", wasm = embed "active_active.wasm"),
];
