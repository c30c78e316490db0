package ai.profithack.moderation.web;

import ai.profithack.moderation.Marking;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A watermark as the API gives it.
///
/// `state`: queued, running, done, failed or erased (its file was deleted together with the
/// original). `watermarkData`, `watermarkUrl`: null until it is done; the address is one of this
/// server and gives the marked file to whoever may ask for watermarks. `failure`: why there is
/// none.
record WatermarkAnswer(
    long id,
    long videoId,
    String watermarkType,
    String state,
    String stage,
    int progressPercent,
    @Nullable Map<String, Object> watermarkData,
    @Nullable String watermarkUrl,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable String fault,
    @Nullable String failure) {
  static WatermarkAnswer of(Marking marking) {
    return new WatermarkAnswer(
        marking.markingId(),
        marking.videoId(),
        marking.type().word(),
        marking.state().name().toLowerCase(Locale.ROOT),
        marking.stage(),
        marking.progress(),
        marking.data(),
        marking.url(),
        marking.requestedAt(),
        marking.finishedAt(),
        marking.fault() == null ? null : marking.fault().word(),
        marking.failure());
  }
}
