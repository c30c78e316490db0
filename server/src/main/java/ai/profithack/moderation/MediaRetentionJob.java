package ai.profithack.moderation;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Deletes the files of videos whose time is over, and those that crashes left.
@Component
class MediaRetentionJob implements Job {
  private final MediaErasure erasure;

  MediaRetentionJob(MediaErasure erasure) {
    this.erasure = erasure;
  }

  @Override
  public String name() {
    return "media-retention";
  }

  @Override
  public String schedule() {
    return "0 50 3 * * *";
  }

  @Override
  public String description() {
    return "Deletes the files of videos that were not sent for PROFITHACK_MEDIA_DAYS and that nobody has to decide about, and files that crashes left";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var retention = erasure.expire();
    return "%s deleted; %,d kept longer, while something about a video is open. %s left by a crash and gone."
        .formatted(
            Counted.of(retention.deleted(), "file was", "files were"),
            retention.needed(),
            Counted.of(
                retention.orphans(), "file without a video was", "files without a video were"));
  }
}
