package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.textrules.ModerateTextCommand;
import picocli.CommandLine.Command;

/// `moderate text`, `moderate video FILE…`: what moderation finds, from the command line.
@Command(
    name = "moderate",
    description = "Looks for what may not stay up: in texts, or in files of videos.",
    subcommands = {ModerateTextCommand.class, ModerateVideoCommand.class},
    mixinStandardHelpOptions = true)
class ModerateCommand extends ConsoleCommand {}
