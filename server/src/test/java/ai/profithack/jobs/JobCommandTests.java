package ai.profithack.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.jobs.SampleJobs.SampleJob;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import picocli.CommandLine;

@ServerTest
@Import(SampleJobs.class)
class JobCommandTests {
  @Autowired JobCommand command;
  @Autowired RunLockRepository locks;
  @Autowired SampleJob sample;
  @Autowired SettableClock clock;

  @BeforeEach
  void startAfresh() {
    clock.set(SampleJobs.MONDAY_NOON);
  }

  @Test
  void printsWhatWasDone() {
    sample.work = day -> "Counted " + day + ".";

    assertThat(said("run", "sample-figures", "--date", "2026-03-01"))
        .isEqualTo(new Said(0, "Counted 2026-03-01.\n", ""));
  }

  @Test
  void aFailureExitsWithOneAndItsReason() {
    sample.work =
        _ -> {
          throw new IllegalStateException("the disk is full");
        };

    var said = said("run", "sample-figures");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).startsWith("sample-figures failed: the disk is full (run ");
  }

  @Test
  void aJobThatRunsAlreadyExitsWithOne() {
    var running = locks.tryAcquire("sample-figures").orElseThrow();
    try {
      assertThat(said("run", "sample-figures"))
          .isEqualTo(new Said(1, "", "sample-figures is running already; nothing was started.\n"));
    } finally {
      assertThat(running.release()).isTrue();
    }
  }

  @Test
  void anUnknownNameExitsWithTwoAndSuggestions() {
    assertThat(said("run", "sampel-figures"))
        .isEqualTo(
            new Said(2, "", "There is no job sampel-figures. Did you mean sample-figures?\n"));
    assertThat(said("run", "nothing-of-the-kind"))
        .isEqualTo(
            new Said(2, "", "There is no job nothing-of-the-kind; `job list` prints them all.\n"));
  }

  @Test
  void aDateThatIsNoneOrHasNotBegunExitsWithTwo() {
    assertThat(said("run", "sample-figures", "--date", "2026-02-30"))
        .satisfies(said -> assertThat(said.exitCode()).isEqualTo(2))
        .satisfies(said -> assertThat(said.err()).contains("--date").contains("2026-02-30"));
    assertThat(said("run", "sample-figures", "--date", "2026-03-03"))
        .isEqualTo(new Said(2, "", "--date 2026-03-03 has not begun yet in UTC.\n"));
  }

  @Test
  void listsEveryJobWithItsScheduleAndNextTime() {
    var said = said("list");

    assertThat(said.err()).isEmpty();
    assertThat(said.out().lines())
        .anySatisfy(line ->
            assertThat(line)
                .matches("sample-figures +daily at 00:05 UTC +2026-03-03 00:05 UTC +.*"))
        .anySatisfy(line -> assertThat(line).startsWith("job-history "));
  }

  private record Said(int exitCode, String out, String err) {}

  private Said said(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Said(exitCode, out.toString(), err.toString());
  }
}
