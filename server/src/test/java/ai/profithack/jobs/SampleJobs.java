package ai.profithack.jobs;

import ai.profithack.testing.SettableClock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// A job that does what a test tells it to, and a clock that the test sets.
@TestConfiguration(proxyBeanMethods = false)
class SampleJobs {
  static final Instant MONDAY_NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Bean
  SampleJob sampleJob() {
    return new SampleJob();
  }

  @Bean
  @Primary
  SettableClock settableClock() {
    return new SettableClock(MONDAY_NOON);
  }

  static final class SampleJob implements Job {
    volatile Function<@Nullable LocalDate, String> work = _ -> "Did nothing.";

    @Override
    public String name() {
      return "sample-figures";
    }

    @Override
    public String schedule() {
      return "0 5 0 * * *";
    }

    @Override
    public String description() {
      return "Does what a test tells it to.";
    }

    @Override
    public String run(@Nullable LocalDate day) {
      return work.apply(day);
    }
  }
}
