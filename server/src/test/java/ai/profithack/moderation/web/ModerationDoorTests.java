package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Who gets in at every address of moderation, and that it is shut while too much waits.
@ServerTest
@Timeout(120)
class ModerationDoorTests {
  private static final String API = "/api/moderation/";
  private static final long VIDEO = 9901;

  @Autowired private ApplicationContext server;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  private record Door(String method, String path) {}

  /// Every address of the module, whatever is added to it.
  private List<Door> doors() {
    var doors = new ArrayList<Door>();
    server
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          if (handler.getBeanType().getPackageName().equals(getClass().getPackageName())) {
            for (var path : mapping.getPatternValues()) {
              for (var method : mapping.getMethodsCondition().getMethods()) {
                doors.add(new Door(method.name(), path.replaceAll("\\{[^}]+}", "1")));
              }
            }
          }
        });
    assertThat(doors).hasSizeGreaterThan(15);
    return doors;
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATOR", "FINANCE"})
  void whoDoesNotModerateGetsInNowhere(Role role) {
    Accounts.creator(server, 9902);
    var key = Accounts.key(server, role, role == Role.CREATOR ? 9902L : null);
    for (var door : doors()) {
      assertThat(knock(door, key).statusCode()).as("%s at %s", role, door).isEqualTo(403);
    }
  }

  @Test
  void withoutAKeyNobodyGetsIn() {
    for (var door : doors()) {
      assertThat(knock(door, "Bearer ph_no").statusCode()).as("%s", door).isEqualTo(401);
    }
  }

  @Test
  void aServiceAsksAndSeesNoPage() {
    var key = Accounts.key(server, Role.SERVICE, null);
    for (var door : doors()) {
      if (!door.path().startsWith(API)) {
        assertThat(knock(door, key).statusCode()).as("%s", door).isEqualTo(403);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ADMIN", "MODERATOR", "SERVICE"})
  void whoModeratesAndServicesAsk(Role role) {
    var key = Accounts.key(server, role, null);
    for (var door :
        List.of(
            new Door("POST", API + "analyze"),
            new Door("POST", API + "media"),
            new Door("POST", API + "deepfake-detect"),
            new Door("POST", API + "watermark"),
            new Door("POST", API + "watermark/read"),
            new Door("GET", API + "analyses"),
            new Door("GET", API + "analyses/1"),
            new Door("GET", API + "watermarks"),
            new Door("GET", API + "watermarks/1"),
            new Door("GET", API + "watermarks/1/file"))) {
      assertThat(knock(door, key).statusCode()).as("%s at %s", role, door).isNotIn(401, 403, 500);
    }
  }

  @Test
  void onlyAnAdminDeletesFiles() {
    var erase = new Door("POST", "/moderation/analyses/1/erase");
    assertThat(knock(erase, Accounts.key(server, Role.MODERATOR, null)).statusCode())
        .isEqualTo(403);
    assertThat(knock(erase, Accounts.key(server, Role.ADMIN, null)).statusCode()).isNotEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"analyze", "media"})
  void whileTooManyWaitWhoAsksIsToldToComeBack(String what) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(VIDEO)
        .update();
    // Waiting for good: what has had its attempts is claimed by nobody.
    sql.sql(
            """
            insert into moderation.analysis (video_id, source_url, policy_version, requested_at, requested_by, attempts)
            select ?, 'https://example.com/' || n, 'a test of the queue', now(), 'a test', 9
            from generate_series(1, 100) as n
            """)
        .param(VIDEO)
        .update();
    try {
      var client = new Client(port);
      var key = Accounts.key(server, Role.SERVICE, null);
      var answer =
          what.equals("media")
              ? client.multipart(
                  API + "media",
                  Map.of("videoId", "" + VIDEO),
                  "a.mp4",
                  "any",
                  "Authorization",
                  key)
              : client.send(
                  "POST",
                  API + "analyze",
                  "{\"videoId\": %d, \"videoUrl\": \"https://example.com/a.mp4\"}".formatted(VIDEO),
                  "Authorization",
                  key,
                  "Content-Type",
                  "application/json");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("30");
      assertThat(answer.body()).contains("Too many analyses wait");
    } finally {
      sql.sql("delete from moderation.analysis where policy_version = 'a test of the queue'")
          .update();
    }
  }

  private HttpResponse<String> knock(Door door, String key) {
    return new Client(port)
        .send(
            door.method(),
            door.path(),
            door.method().equals("GET") ? "" : "{}",
            "Authorization",
            key,
            "Content-Type",
            "application/json");
  }
}
