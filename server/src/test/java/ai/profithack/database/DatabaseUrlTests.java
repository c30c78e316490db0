package ai.profithack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The spellings of `DATABASE_URL`.
class DatabaseUrlTests {
  @Test
  void readsTheSpellingOfOtherTools() {
    assertThat(
            DatabaseUrl.parse(
                "postgres://me:p%40ss%2Fw+rd@db.example:6543/shop?sslmode=require&application_name=x"))
        .isEqualTo(
            new DatabaseUrl(
                "jdbc:postgresql://db.example:6543/shop?sslmode=require&ApplicationName=x",
                "me",
                "p@ss/w+rd"));
    assertThat(DatabaseUrl.parse("postgresql://[::1]/shop"))
        .isEqualTo(new DatabaseUrl("jdbc:postgresql://[::1]/shop", null, null));
  }

  @Test
  void readsTheSpellingOfJdbcAndTakesTheCredentialsOut() {
    assertThat(
            DatabaseUrl.parse(
                "jdbc:postgresql://a,b/shop?user=me&password=s%26cret&targetServerType=primary"))
        .isEqualTo(
            new DatabaseUrl("jdbc:postgresql://a,b/shop?targetServerType=primary", "me", "s&cret"));
  }

  @Test
  void neverRepeatsThePasswordOfAUrlThatItCannotRead() {
    for (var url :
        new String[] {
          "mysql://me:s3cret@h/db",
          "postgres://me:s3cret@h",
          "postgres://me:s3c ret@h/db",
          "postgres://me:s3cret@h1:1,h2:2/db"
        }) {
      assertThatThrownBy(() -> DatabaseUrl.parse(url))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageNotContaining("s3c")
          .hasNoCause();
    }
  }

  @Test
  void saysWhichServerWithoutItsCredentials() {
    assertThat(DatabaseUrl.parse("postgres://me:s3cret@h:1/db?sslmode=require").description())
        .isEqualTo("external PostgreSQL at h:1/db");
  }
}
