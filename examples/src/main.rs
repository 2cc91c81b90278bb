//! `cargo demo`: regions in Python, JavaScript and C++ write apart, are cut off, heal and converge.

mod command_line;
mod decide;
mod frame;
mod generate;
mod input;
mod network;
mod operation;
mod play;
mod process;
mod progress;
mod random;
mod report;
mod round_trips;
mod set_up;
mod stop;

use std::{path::Path, process::ExitCode, sync::Arc, time::Duration};

use active_active::deployment::Deployment;

use command_line::{Command, Run};
use network::Network;
use process::Fleet;
use round_trips::RoundTrips;

/// Real distances take a twentieth of their time, so that a day at the shop fits into a demo.
const NETWORK_SCALE: f64 = 20.0;
/// The seed of the operations that the repository ships.
const SHIPPED_SEED: u64 = 7;
const ANSWER_MAX: Duration = Duration::from_secs(60);

/// How a run ended.
enum End {
    Converged,
    Diverged,
}

fn main() -> ExitCode {
    let command = match command_line::parse(std::env::args_os()) {
        Ok(command) => command,
        Err(fault) => {
            eprintln!("{fault}\n`cargo demo --help` shows what there is");
            return ExitCode::from(2);
        }
    };
    let end = match command {
        Command::Help => {
            print!("{}", command_line::HELP);
            return ExitCode::SUCCESS;
        }
        Command::Generate { seed } => return generate(seed),
        Command::Run(run) => demo(&run),
    };
    match end {
        Ok(End::Converged) => ExitCode::SUCCESS,
        Ok(End::Diverged) => ExitCode::FAILURE,
        Err(fault) if fault == stop::MESSAGE => {
            eprintln!("\nstopped; nothing is left running");
            ExitCode::from(130)
        }
        Err(fault) => {
            eprintln!("demo: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn generate(seed: u64) -> ExitCode {
    use std::io::Write;
    let lines: String = generate::day(seed).iter().map(|operation| operation.to_line() + "\n").collect();
    // A reader that goes away early, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(lines.as_bytes());
    ExitCode::SUCCESS
}

fn demo(run: &Run) -> Result<End, String> {
    let workspace = set_up::workspace()?;
    let folder = workspace.path(set_up::FOLDER);
    let document = std::fs::read_to_string(folder.join("deployment.json"))
        .map_err(|error| format!("{}: {error}", folder.join("deployment.json").display()))?;
    let deployment = Arc::new(Deployment::parse(&document).map_err(|error| format!("deployment.json: {error}"))?);
    let operations = operations(run, &folder, &deployment)?;
    let tools = set_up::prepare(workspace)?;

    stop::listen()?;
    let regions: Vec<String> = deployment.regions().iter().map(|region| region.name.clone()).collect();
    let round_trips = RoundTrips::read(&folder.join("round_trips.csv"))?;
    let one_way = |from: &str, to: &str| round_trips.one_way(from, to).map(|(time, _)| time.div_f64(NETWORK_SCALE));
    let network = Network::open(&regions, one_way, run.seed.unwrap_or(SHIPPED_SEED))?;
    let launches = tools.launches(&regions);
    let mut fleet = Fleet::start(launches, |region, control| {
        let lines = network.lines.iter().filter(|line| line.from == region);
        let peers = lines.map(|line| format!("{}={}", line.to, line.port));
        let deployment = folder.join("deployment.json").display().to_string();
        [deployment, region.to_owned(), control.to_string()].into_iter().chain(peers).collect()
    })?;
    introduce(&fleet, &network, &round_trips);

    let mut progress = progress::Progress::new();
    let outcome = play::play(&operations, run.speed, &network, &mut fleet, &mut progress)?;
    report::figures(&outcome, operations.len(), &fleet, &network);
    let conflicts = fleet.ask_all("conflicts", ANSWER_MAX)?;
    report::conflicts(&fleet, &conflicts, outcome.started_ms);
    if let Some(decision) = &outcome.decision {
        report::decision(decision);
    }
    println!();
    if outcome.converged {
        println!("{}", report::last_line(&fleet.processes, &outcome.counts));
        return Ok(End::Converged);
    }
    println!("{}", report::difference(&mut fleet)?);
    println!("not converged");
    Ok(End::Diverged)
}

/// The operations of the user's file, of the file in the repository, or of another seed.
fn operations(run: &Run, folder: &Path, deployment: &Arc<Deployment>) -> Result<Vec<operation::Operation>, String> {
    match (&run.input, run.seed) {
        (Some(file), _) => input::read(file, deployment),
        (None, None | Some(SHIPPED_SEED)) => input::read(&folder.join("operations.jsonl"), deployment),
        (None, Some(seed)) => Ok(generate::day(seed)),
    }
}

fn introduce(fleet: &Fleet, network: &Network, round_trips: &RoundTrips) {
    println!();
    for process in &fleet.processes {
        println!("  region {}  {}", process.region, process.version);
    }
    for line in &network.lines {
        if let Ok((_, sites)) = round_trips.one_way(&line.from, &line.to) {
            let milliseconds = line.one_way.as_secs_f64() * 1_000.0;
            println!("  {} to {}  {milliseconds:.1} ms one way: a {NETWORK_SCALE:.0}th of {sites}", line.from, line.to);
        }
    }
    println!();
}
