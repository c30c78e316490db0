package ai.profithack.ledger;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.Counted;
import ai.profithack.ledger.Rebuilding.Ending;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ledger verify`, `ledger rebuild` and `ledger export`: whether the books are sound, what is
/// reckoned from them made anew, and the books themselves.
@Component
@Command(
    name = "ledger",
    description = "Checks the ledger, mends its balances, or writes it out.",
    mixinStandardHelpOptions = true)
class LedgerCommand extends ConsoleCommand {
  private final Verification verification;
  private final Rebuilding rebuilding;
  private final Journal journal;

  LedgerCommand(Verification verification, Rebuilding rebuilding, Journal journal) {
    this.verification = verification;
    this.rebuilding = rebuilding;
    this.journal = journal;
  }

  /// The formats a journal can be written in.
  enum Format {
    hledger
  }

  @Command(
      name = "verify",
      description =
          "Reads every entry again. Exit code 0: sound; 1: not, with each finding on a line.",
      mixinStandardHelpOptions = true)
  int verify(
      @Option(
              names = "--head",
              paramLabel = "HASH",
              description =
                  "A head noted earlier: shows too when later entries were cut off or rewritten.")
          @Nullable String head) {
    var findings = verification.verify(head);
    var out = out();
    findings.problems().forEach(out::println);
    out.printf(
        "Entries: %d, of which sealed: %d; %s; head %s%n",
        findings.entries(),
        findings.sealed(),
        findings.problems().isEmpty()
            ? "sound"
            : Counted.of(findings.problems().size(), "finding", "findings"),
        findings.head());
    out.flush();
    return findings.problems().isEmpty() ? 0 : FAILED;
  }

  @Command(
      name = "rebuild",
      description = {
        "Makes balances, the trial balance and the list of what is to be sealed anew from the postings, and says what was wrong, each on a line. Bookings wait meanwhile.",
        "Exit code 0: they are as the postings have them; 1: the postings themselves are not sound, and nothing was changed."
      },
      mixinStandardHelpOptions = true)
  int rebuild(
      @Option(names = "--dry-run", description = "Says what is wrong, and changes nothing.")
          boolean dryRun) {
    return switch (dryRun ? rebuilding.look() : rebuilding.rebuild()) {
      case Ending.Mended(var wrong) -> {
        wrong.forEach(out()::println);
        out()
            .println(
                wrong.isEmpty()
                    ? "Nothing to mend."
                    : (dryRun ? "To be mended: " : "Mended: ") + wrong.size());
        out().flush();
        yield 0;
      }
      case Ending.Unsound(var problems) -> {
        problems.forEach(err()::println);
        yield complain(FAILED, "The postings themselves are not sound: nothing was changed.");
      }
    };
  }

  @Command(
      name = "export",
      description = "Writes the whole journal to standard output.",
      mixinStandardHelpOptions = true)
  int export(
      @Option(
              names = "--format",
              required = true,
              description = "The format: ${COMPLETION-CANDIDATES}.")
          Format format) {
    switch (format) {
      case hledger -> journal.write(out());
    }
    return 0;
  }
}
