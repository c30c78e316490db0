package ai.profithack.platform;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.RateFile.Content;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `rates import FILE` and `rates list`.
@Component
@Command(
    name = "rates",
    description = "Loads exchange rates to the reporting currency, and shows which there are.",
    mixinStandardHelpOptions = true)
class RatesCommand extends ConsoleCommand {
  private final ExchangeRates rates;
  private final RateFile files;
  private final ReportingFrame frame;

  RatesCommand(ExchangeRates rates, RateFile files, ReportingFrame frame) {
    this.rates = rates;
    this.files = files;
    this.frame = frame;
  }

  @Command(
      name = "import",
      description = {
        "Loads a CSV file with the columns date,currency,rate: one unit of the currency is that many of the reporting currency on that day.",
        "All of the file or nothing; a rate that is there is replaced. Events that were converted stay as they are."
      },
      mixinStandardHelpOptions = true)
  int load(@Parameters(paramLabel = "FILE", description = "The CSV file.") Path file)
      throws IOException {
    try (var text = Files.newBufferedReader(file)) {
      return switch (files.read(text)) {
        case Content.Rates(var all) -> {
          var loaded = rates.load(all);
          out()
              .printf(
                  "%s to %s: %,d new, %,d changed, %,d unchanged%n",
                  Counted.of(all.size(), "rate", "rates"),
                  frame.currency(),
                  loaded.added(),
                  loaded.changed(),
                  loaded.unchanged());
          out().flush();
          yield 0;
        }
        case Content.Unusable(var problems) -> {
          problems.forEach(problem -> err().println(file.getFileName() + ": " + problem));
          yield complain(FAILED, "Nothing was loaded.");
        }
      };
    } catch (NoSuchFileException missing) {
      return complain(FAILED, "There is no file %s.".formatted(file));
    } catch (MalformedInputException notText) {
      return complain(FAILED, "%s is not text in UTF-8.".formatted(file));
    }
  }

  @Command(
      name = "list",
      description = "Prints each currency with its days and newest rate.",
      mixinStandardHelpOptions = true)
  int list() {
    out().println("currency\tfrom\tto\tdays\tnewest rate to " + frame.currency());
    for (var span : rates.currencies()) {
      out()
          .printf(
              "%s\t%s\t%s\t%d\t%s%n",
              span.currency(),
              span.from(),
              span.to(),
              span.days(),
              span.newest().stripTrailingZeros().toPlainString());
    }
    out().flush();
    return 0;
  }
}
