package ai.profithack.access;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.Counted;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `audit verify`: whether the trail of privileged actions is as it was written.
@Component
@Command(
    name = "audit",
    description = "Checks the trail of privileged actions.",
    mixinStandardHelpOptions = true)
class AuditCommand extends ConsoleCommand {

  private final AuditTrail audit;

  AuditCommand(AuditTrail audit) {
    this.audit = audit;
  }

  @Command(
      name = "verify",
      description =
          "Reads the whole chain. Exit code 0: as written; 1: edited, with each finding on a line.",
      mixinStandardHelpOptions = true)
  int verify(
      @Option(
              names = "--head",
              paramLabel = "HASH",
              description =
                  "A head noted earlier: shows too when later entries were cut off or rewritten.")
          @Nullable String head) {
    var findings = audit.verify(head);
    var out = out();
    findings.problems().forEach(out::println);
    out.printf(
        "Entries: %d; %s; head %s%n",
        findings.checked(),
        findings.problems().isEmpty()
            ? "unbroken"
            : Counted.of(findings.problems().size(), "finding", "findings"),
        findings.head());
    out.flush();
    return findings.problems().isEmpty() ? 0 : 1;
  }
}
