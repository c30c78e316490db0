package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.Adding;
import ai.profithack.media.BankKind;
import ai.profithack.media.Banks;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.Fingerprinter;
import ai.profithack.media.Fingerprints;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private static final String BANK =
      "The bank: up to 60 lower-case letters, digits, spaces, _ . and -.";

  private final Banks banks;
  private final Fingerprinter fingerprinter;
  private final AuditTrail audit;

  BankCommand(Banks banks, Fingerprinter fingerprinter, AuditTrail audit) {
    this.banks = banks;
    this.fingerprinter = fingerprinter;
    this.audit = audit;
  }

  @Command(
      name = "list",
      description = "Prints each bank with its kind and how many items it has.",
      mixinStandardHelpOptions = true)
  int list() {
    for (var bank : banks.all()) {
      out()
          .printf(
              "%s\t%s\t%d active, %d in quarantine%n",
              bank.name(), word(bank.kind()), bank.active(), bank.quarantined());
    }
    out().flush();
    return 0;
  }

  @Command(
      name = "add",
      description = {
        "Puts videos or pictures into a bank, with their sound; the bank is made where there is none of the name.",
        "An item is called by its file's name, and added once. Exit code 1 where a file was not added; the others are."
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
              description = "What whoever sees a match should know: the work, its owner.")
          String note,
      @Parameters(index = "0", paramLabel = "BANK", description = BANK) String bank,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "The files.")
          List<Path> files)
      throws InterruptedException {
    var meant = kind(kind);
    if (meant == null) {
      return complain(USAGE, "--kind is protected, known_bad, blocked or negative.");
    }
    if (!bank.matches("[a-z0-9][a-z0-9 _.-]{0,59}")) {
      return complain(USAGE, BANK);
    }
    banks.create(bank, meant, BY);
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
    return switch (fingerprinter.reference(file)) {
      case Decoding.Refused<Fingerprints>(var reason) -> complain(FAILED, file + ": " + reason);
      case Decoding.Decoded<Fingerprints>(var prints) -> {
        var name = String.valueOf(file.getFileName());
        yield switch (banks.add(bank, "file", name, note, prints, BY)) {
          case Adding.Added(var itemId) -> {
            audit.recordAs(
                BY, "bank.item-added", String.valueOf(itemId), Map.of("bank", bank, "file", name));
            out()
                .printf(
                    "%s: item %d, %d moments of picture, %d peaks of sound%n",
                    file, itemId, prints.pictures().frames().size(), prints.sound().peaks().size());
            out().flush();
            yield 0;
          }
          case Adding.AlreadyThere(var itemId) -> {
            out().printf("%s: is there already, item %d%n", file, itemId);
            out().flush();
            yield 0;
          }
          case Adding.Featureless() ->
              complain(FAILED, file + ": neither its pictures nor its sound have features.");
          case Adding.NoSuchBank(var missing) ->
              throw new IllegalStateException("no bank " + missing);
        };
      }
    };
  }

  @Command(
      name = "import",
      description = {
        "Reads a list of hashes, one a line (pdq, vpdq, sound), into a bank that exists.",
        "All of the list or nothing; a line that cannot be read is told and left out. Exit code 1 where one was."
      },
      mixinStandardHelpOptions = true)
  int load(
      @Parameters(index = "0", paramLabel = "BANK", description = BANK) String bank,
      @Parameters(index = "1", paramLabel = "FILE", description = "The list.") Path file)
      throws IOException {
    if (isMissing(bank)) {
      return complain(FAILED, "There is no bank %s.".formatted(bank));
    }
    try (var list = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      var name = String.valueOf(file.getFileName());
      var read = banks.read(bank, name, list, BY);
      audit.recordAs(BY, "bank.imported", bank, Map.of("file", name, "added", read.added()));
      out()
          .printf(
              "%,d added, %,d there already, %,d refused%n",
              read.added(), read.alreadyThere(), read.refusedLines());
      out().flush();
      read.refused().forEach(err()::println);
      return read.refusedLines() == 0 ? 0 : FAILED;
    } catch (NoSuchFileException missing) {
      return complain(FAILED, "There is no file %s.".formatted(file));
    } catch (MalformedInputException notText) {
      return complain(FAILED, "%s is not text in UTF-8.".formatted(file));
    }
  }

  @Command(
      name = "export",
      description = "Prints a bank's active items as such a list.",
      mixinStandardHelpOptions = true)
  int write(@Parameters(paramLabel = "BANK", description = BANK) String bank) throws IOException {
    if (isMissing(bank)) {
      return complain(FAILED, "There is no bank %s.".formatted(bank));
    }
    banks.write(bank, out());
    out().flush();
    return 0;
  }

  private boolean isMissing(String name) {
    return banks.all().stream().noneMatch(bank -> bank.name().equals(name));
  }

  private static String word(BankKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable BankKind kind(String word) {
    for (var kind : BankKind.values()) {
      if (word(kind).equals(word)) {
        return kind;
      }
    }
    return null;
  }
}
