package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import picocli.CommandLine.Command;

/// `media inspect FILE…` and `media compare A B`: what is in files, without a server and without a
/// database.
@Command(
    name = "media",
    description = "Says what is in videos and pictures, and whether two show the same.",
    subcommands = {MediaInspectCommand.class, MediaCompareCommand.class},
    mixinStandardHelpOptions = true)
class MediaCommand extends ConsoleCommand {}
