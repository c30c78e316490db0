package ai.profithack.moderation;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Puts the files of blocked videos into the banks.
@Component
class BlockedMediaJob implements Job {
  private final BlockedMedia media;

  BlockedMediaJob(BlockedMedia media) {
    this.media = media;
  }

  @Override
  public String name() {
    return "blocked-media";
  }

  @Override
  public String schedule() {
    return "45 * * * * *";
  }

  @Override
  public String description() {
    return "Puts the files of videos whose block stands into the banks, so that copies of them are recognised";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    try {
      var remembered = media.remember();
      return "%s put into a bank; %,d cannot be recognised."
          .formatted(
              Counted.of(remembered.inBank(), "blocked file was", "blocked files were"),
              remembered.not());
    } catch (IOException failure) {
      throw new UncheckedIOException("a blocked file cannot be read", failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server ends", stopped);
    }
  }
}
