package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Arrival;
import ai.profithack.media.Keeping;
import ai.profithack.media.Originals;
import ai.profithack.moderation.MediaErasure.Erasing.Erased;
import ai.profithack.moderation.MediaErasure.Erasing.NeededByOthers;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What deleting the files of a video takes with it, and when it waits for a second word.
@ServerTest
class MediaErasureTests {
  @Autowired private MediaErasure erasure;
  @Autowired private Originals originals;
  @Autowired private JdbcClient sql;

  @Test
  void aFileThatAnotherVideoStillNeedsIsDeletedOnlyWhereThatIsSaid() throws Exception {
    var sha256 = kept("shared by two", 9251, 9252);
    kept("of the first alone", 9251);
    flag(9252, "hate", "low", 77, sha256, false);
    flag(9252, "spam", "medium", 77, sha256, true);
    sql.sql(
            "insert into public.moderation_queue (video_id, priority, status) values (9252, 5, 'in_review')")
        .update();

    var extent = erasure.extent(9251);
    assertThat(extent.files()).hasSize(2).contains(sha256);
    assertThat(extent.others()).containsExactly(9252L);
    assertThat(extent.needed()).containsExactly(9252L);
    assertThat(extent.flags())
        .as("the resolved one loses nothing")
        .containsExactly(new OpenFlag(9252, FlagType.HATE, Severity.LOW, 77));

    assertThat(erasure.erase(9251, "its sender asked for it", false))
        .isEqualTo(new NeededByOthers(List.of(9252L)));
    assertThat(originals.heldOf(9251)).hasSize(2);
    assertThat(audited(9251)).isZero();

    assertThat(erasure.erase(9251, "a court asked for it", true)).isEqualTo(new Erased(2));
    assertThat(originals.heldOf(9252)).isEmpty();
    assertThat(audited(9251)).isEqualTo(1);
  }

  @Test
  void aFileThatNobodyElseNeedsIsDeletedAtOnce() throws Exception {
    var sha256 = kept("shared, and nothing is open", 9253, 9254);
    flag(9253, "hate", "low", 78, sha256, false);
    sql.sql(
            "insert into public.moderation_queue (video_id, priority, status) values (9253, 5, 'pending')")
        .update();
    assertThat(erasure.extent(9253).needed()).as("its own item is no other's").isEmpty();
    assertThat(erasure.erase(9253, "its sender asked for it", false)).isEqualTo(new Erased(1));
    assertThat(erasure.erase(9253, "its sender asked for it", false)).isEqualTo(new Erased(0));
  }

  private String kept(String content, long... videos) throws IOException {
    var sha256 = "";
    for (var video : videos) {
      sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
          .param(video)
          .update();
      // A PNG by its first bytes; nobody decodes it here.
      var bytes =
          ("\u0089PNG\r\n\u001a\n" + content)
              .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      var kept =
          originals.keep(
              new ByteArrayInputStream(bytes),
              new Arrival(video, "a.png", Arrival.Way.UPLOAD, "tester"));
      sha256 = ((Keeping.Kept) kept).original().sha256();
    }
    return sha256;
  }

  private void flag(
      long video, String type, String severity, long analysis, String sha256, boolean resolved) {
    sql.sql(
            """
            insert into public.content_flags
              (video_id, flag_type, severity, description, analysis_id, sha256, policy_version, resolved)
            values (?, ?, ?, 'A test says so.', ?, ?, 'test', ?)
            """)
        .params(video, type, severity, analysis, sha256, resolved)
        .update();
  }

  private long audited(long video) {
    return sql.sql(
            "select count(*) from access.audit_entry where action = 'media.erase' and subject = ?")
        .param("video " + video)
        .query(Long.class)
        .single();
  }
}
