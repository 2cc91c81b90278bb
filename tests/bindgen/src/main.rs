//! Writes the JavaScript glue of a wasm module: `active-active-bindgen <module.wasm> <out folder>`.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, out] = arguments.as_slice() else {
        eprintln!("usage: active-active-bindgen <module.wasm> <out folder>");
        return ExitCode::from(2);
    };
    match write_glue(module, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write_glue(module: &str, out: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("active_active")
        // Our entry points load the module; glue that names its file makes bundlers ship it twice.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .typescript(true);
    bindgen.web(true).map_err(|error| format!("cannot target the web: {error:?}"))?;
    bindgen.generate(out).map_err(|error| format!("cannot write the glue of {module}: {error:?}"))
}
