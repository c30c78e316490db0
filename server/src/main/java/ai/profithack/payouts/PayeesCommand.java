package ai.profithack.payouts;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.Counted;
import ai.profithack.payouts.PayeeLists.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `payees import FILE`.
@Component
@Command(
    name = "payees",
    description = "Loads many creators' payout data at once.",
    mixinStandardHelpOptions = true)
class PayeesCommand extends ConsoleCommand {
  private final PayeeLists lists;

  PayeesCommand(PayeeLists lists) {
    this.lists = lists;
  }

  @Command(
      name = "import",
      description = {
        "Loads a CSV file with the column creatorId and any of identityReviewed, ofAge (yes), taxFormUntil, rail, holder, account, bic. What is empty stays as it is.",
        "All of the file or nothing. The destinations that it names have to be verified by a person who logged in."
      },
      mixinStandardHelpOptions = true)
  int load(
      @Parameters(paramLabel = "FILE", description = "The CSV file.") Path file,
      @Option(names = "--dry-run", description = "Says what would change, and changes nothing.")
          boolean dryRun)
      throws IOException {
    try {
      var list = Files.readAllBytes(file);
      return switch (dryRun
          ? lists.look(list)
          : lists.take(String.valueOf(file.getFileName()), list)) {
        case Ending.Done done -> {
          out()
              .printf(
                  "%s%s: %s changed, %s named%n",
                  dryRun ? "would be: " : "",
                  Counted.of(done.lines(), "line", "lines"),
                  Counted.of(done.changed(), "creator", "creators"),
                  Counted.of(done.destinations(), "destination", "destinations"));
          out().flush();
          yield 0;
        }
        case Ending.Wrong(var problems) -> {
          problems.forEach(problem -> err().println(file.getFileName() + ": " + problem));
          yield complain(FAILED, "Nothing was changed.");
        }
        case Ending.Unreadable(var why) -> complain(FAILED, why);
      };
    } catch (NoSuchFileException missing) {
      return complain(FAILED, "There is no file %s.".formatted(file));
    }
  }
}
