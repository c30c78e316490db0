package ai.profithack.moderation;

import ai.profithack.jobs.Job;
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
    return "%,d files were deleted; %,d are kept longer, for something about their videos is open. %,d files without a video were left by crashes and are gone."
        .formatted(retention.deleted(), retention.needed(), retention.orphans());
  }
}
