package ai.profithack.payouts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/// A rail to [ProviderBook], which is in another process, and is told of each step that this one
/// takes: it may end this process there.
@Component
@ConditionalOnProperty("trial.url")
class TrialRail implements Rail.Remote {
  static final String NAME = "trial";
  private static final int CREATORS_AT_A_TIME = 100;

  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();
  private int judged;

  TrialRail(@Value("${trial.url}") String url) {
    this.url = url;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "The provider of the trial";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Optional<Refusal> refuses(String holder, String account, @Nullable String bic) {
    return Optional.empty();
  }

  /// Asked once for each creator: in the midst of the second hundred the first are set aside.
  @Override
  public boolean carries(Currency currency) {
    judged++;
    if (judged > CREATORS_AT_A_TIME && judged % CREATORS_AT_A_TIME == CREATORS_AT_A_TIME / 2) {
      step(ProviderBook.Step.RESERVED);
    }
    return true;
  }

  @Override
  public Duration keyLife() {
    return Duration.ofHours(23);
  }

  @Override
  public Map<String, Report> submit(OrderBatch batch) {
    step(ProviderBook.Step.KEY_SAVED);
    var answers =
        reports(
            send(
                "/pay",
                batch.orders().stream()
                    .map(order ->
                        "%s %d %d"
                            .formatted(order.key(), order.creatorId(), order.amount().minor()))
                    .collect(Collectors.joining("\n"))));
    step(ProviderBook.Step.RESPONSE_READ);
    return new ReadOneByOne(answers);
  }

  @Override
  public Map<String, Report> lookup(Collection<Order> orders) {
    var answers =
        reports(send("/lookup", orders.stream().map(Order::key).collect(Collectors.joining("\n"))));
    step(ProviderBook.Step.LOOKED_UP);
    return answers;
  }

  @Override
  public boolean takesBack(PayoutState state) {
    return false;
  }

  @Override
  public Report cancel(Order order) {
    return Report.noAnswer("The provider of the trial takes nothing back.");
  }

  private void step(ProviderBook.Step step) {
    send("/step/" + step, "");
  }

  private List<String> send(String path, String body) {
    return send(http, url + path, body);
  }

  static List<String> send(HttpClient http, String url, String body) {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Pid", Long.toString(ProcessHandle.current().pid()))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.body().lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static Map<String, Report> reports(List<String> lines) {
    var reports = new HashMap<String, Report>();
    for (var line : lines) {
      var words = line.split(" ", -1);
      reports.put(words[0], new Report(Report.Status.valueOf(words[1]), "ref-" + words[0], null));
    }
    return reports;
  }

  /// Answers of which each is taken in before the next is read.
  private final class ReadOneByOne extends HashMap<String, Report> {
    private static final long serialVersionUID = 1L;
    private static final int STEP_EVERY = 60;

    private int read;

    ReadOneByOne(Map<String, Report> answers) {
      super(answers);
    }

    @Override
    public Report getOrDefault(@Nullable Object key, Report otherwise) {
      read++;
      if (read % STEP_EVERY == 0) {
        step(ProviderBook.Step.STATE_SAVED);
      }
      return super.getOrDefault(key, otherwise);
    }
  }
}
