package ai.profithack.ledger;

import ai.profithack.console.ConsoleCommand;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ledger verify` and `ledger export`: whether the books are sound, and the books themselves.
@Component
@Command(
    name = "ledger",
    description = "Checks the ledger, or writes it out.",
    mixinStandardHelpOptions = true)
class LedgerCommand extends ConsoleCommand {
  private final Verification verification;
  private final Journal journal;

  LedgerCommand(Verification verification, Journal journal) {
    this.verification = verification;
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
        findings.problems().isEmpty() ? "sound" : findings.problems().size() + " findings",
        findings.head());
    out.flush();
    return findings.problems().isEmpty() ? 0 : FAILED;
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
