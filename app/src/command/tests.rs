//! Every command shows how it is used.

use super::CommandLine;
use clap::CommandFactory;

#[test]
fn every_command_has_an_example_in_its_help() {
    let program = CommandLine::command();
    program.clone().debug_assert();
    let mut without = vec![];
    look(&program, "commonwright", &mut without);
    assert!(
        without.is_empty(),
        "add after_help with an example to: {without:?}"
    );
}

fn look(command: &clap::Command, path: &str, without: &mut Vec<String>) {
    let help = command.get_after_help().map(ToString::to_string);
    let has_example = help.is_some_and(|help| help.contains("Example") && help.contains(path));
    if !command.has_subcommands() && !has_example {
        without.push(path.to_owned());
    }
    for below in command.get_subcommands() {
        look(below, &format!("{path} {}", below.get_name()), without);
    }
}
