package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.ImportedHashes;
import ai.profithack.moderation.KnownMaterial.Put;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bank list`, `bank add`, `bank import` and `bank export`: what videos are compared with.
@Component
@Command(
    name = "bank",
    description = "Fills the banks of known pictures, recordings and sounds, and shows them.",
    mixinStandardHelpOptions = true)
class BankCommand extends ConsoleCommand {
  private static final String BY = "command line (" + System.getProperty("user.name") + ")";
  private static final String NO_BANK = "There is no bank %s.";
  private static final String RESERVED =
      "Decided blocks fill the bank %s, and nobody else does: block the video.";
  private static final String BANK =
      "The bank: up to 60 lower-case letters, digits, spaces, _ . and -.";

  private final KnownMaterial material;

  BankCommand(KnownMaterial material) {
    this.material = material;
  }

  @Command(
      name = "list",
      description = "Prints each bank with its kind and how many items it has.",
      mixinStandardHelpOptions = true)
  int list() {
    for (var bank : material.all()) {
      out()
          .printf(
              "%s\t%s\t%d active, %d in quarantine%n",
              bank.name(), bank.kind().word(), bank.active(), bank.quarantined());
    }
    out().flush();
    return 0;
  }

  @Command(
      name = "add",
      description = {
        "Puts videos or pictures into a bank, with their sound; the bank is made where there is none of the name.",
        "The same file is added once. Exit code 1 where a file was not added; the others are."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              defaultValue = "protected",
              description =
                  "Of a bank that is made: protected (the default), known_bad, blocked or negative (what never counts).")
          String kind,
      @Option(
              names = "--note",
              paramLabel = "TEXT",
              defaultValue = "",
              description =
                  "What whoever sees a match should know: the work, its owner. Without it, the file's name.")
          String note,
      @Parameters(index = "0", paramLabel = "BANK", description = BANK) String bank,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "The files.")
          List<Path> files)
      throws InterruptedException {
    var meant = BankKind.find(kind);
    if (meant.isEmpty()) {
      return complain(USAGE, "--kind is protected, known_bad, blocked or negative.");
    }
    switch (material.create(bank, meant.orElseThrow(), BY)) {
      case MADE, THERE_ALREADY -> {}
      case NO_NAME -> {
        return complain(USAGE, BANK);
      }
      case RESERVED -> {
        return complain(FAILED, RESERVED.formatted(bank));
      }
    }
    var ending = 0;
    for (var file : files) {
      try {
        ending = Math.max(ending, add(bank, note, file));
      } catch (DecoderUnavailable unavailable) {
        return complain(FAILED, String.valueOf(unavailable.getMessage()));
      } catch (IOException failure) {
        ending = complain(FAILED, "%s cannot be read: %s.".formatted(file, failure.getMessage()));
      }
    }
    return ending;
  }

  private int add(String bank, String note, Path file) throws IOException, InterruptedException {
    var known = note.isBlank() ? String.valueOf(file.getFileName()) : note;
    try (var content = Files.newInputStream(file)) {
      return switch (material.addFile(bank, content, known, BY)) {
        case Put.Added(var itemId) -> say("%s: item %d".formatted(file, itemId));
        case Put.AlreadyThere(var itemId, var state) when state == BankItem.State.REMOVED ->
            complain(
                FAILED,
                "%s: was item %d and was removed for good; it is not found."
                    .formatted(file, itemId));
        case Put.AlreadyThere(var itemId, _) ->
            say("%s: is there already, item %d".formatted(file, itemId));
        case Put.Unusable(_, var reason) -> complain(FAILED, file + ": " + reason);
        case Put.NoSuchBank(var missing) -> complain(FAILED, NO_BANK.formatted(missing));
        case Put.Reserved(var reserved) -> complain(FAILED, RESERVED.formatted(reserved));
      };
    }
  }

  private int say(String line) {
    out().println(line);
    out().flush();
    return 0;
  }

  @Command(
      name = "import",
      description = {
        "Reads a list of hashes, one a line (pdq, vpdq, sound), into a bank that exists, a few thousand lines at a time.",
        "Read twice it adds nothing; what was removed stays removed. A line that cannot be read is told and left out.",
        "Exit code 1 where one was."
      },
      mixinStandardHelpOptions = true)
  int load(
      @Parameters(index = "0", paramLabel = "BANK", description = BANK) String bank,
      @Parameters(index = "1", paramLabel = "FILE", description = "The list.") Path file,
      @Option(
              names = "--source",
              paramLabel = "S",
              description =
                  "Whose list it is; the same again for its next version. Without it, the file's name.")
          @Nullable String source,
      @Option(names = "--dry-run", description = "Say what would come of it; change nothing.")
          boolean dryRun)
      throws IOException {
    if (!material.exists(bank)) {
      return complain(FAILED, NO_BANK.formatted(bank));
    }
    if (KnownMaterial.isKeptByBlocks(bank)) {
      return complain(FAILED, RESERVED.formatted(bank));
    }
    var from = source == null || source.isBlank() ? file.getFileName() + "" : source.strip();
    InputStreamSource list = () -> Files.newInputStream(file);
    try {
      return print(
          dryRun
              ? material.previewList(bank, from, list, BY)
              : material.importList(bank, from, list, BY),
          dryRun);
    } catch (NoSuchFileException missing) {
      return complain(FAILED, "There is no file %s.".formatted(file));
    } catch (CharacterCodingException notText) {
      return complain(FAILED, "%s is not text in UTF-8.".formatted(file));
    }
  }

  private int print(ImportedHashes came, boolean dryRun) {
    out()
        .printf(
            "%s%,d added, %,d there already%s, %,d refused%n",
            dryRun ? "would be: " : "",
            came.added(),
            came.alreadyThere(),
            came.removedBefore() == 0
                ? ""
                : " (%,d of them removed before, and staying so)".formatted(came.removedBefore()),
            came.refusedLines());
    out().flush();
    came.refused().forEach(err()::println);
    return came.refusedLines() == 0 ? 0 : FAILED;
  }

  @Command(
      name = "export",
      description = "Prints a bank's active items as such a list.",
      mixinStandardHelpOptions = true)
  int write(@Parameters(paramLabel = "BANK", description = BANK) String bank) throws IOException {
    if (!material.exists(bank)) {
      return complain(FAILED, NO_BANK.formatted(bank));
    }
    material.exportList(bank, out(), BY);
    out().flush();
    return 0;
  }
}
