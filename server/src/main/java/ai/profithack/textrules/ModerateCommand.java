package ai.profithack.textrules;

import ai.profithack.console.ConsoleCommand;
import picocli.CommandLine.Command;

/// `moderate …`: what moderation can do without a server.
@Command(
    name = "moderate",
    description = "What moderation can tell without a server.",
    subcommands = ModerateTextCommand.class,
    mixinStandardHelpOptions = true)
class ModerateCommand extends ConsoleCommand {}
