package ai.profithack.media;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Where in which S3-compatible store files are kept, and with whose key.
///
/// - `prefix`: empty, or without a slash at its ends.
/// - `endpoint`: null for Amazon's own.
record S3Place(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    String region,
    boolean pathStyle,
    AwsCredentialsProvider credentials) {
  static final String SETTING = "PROFITHACK_MEDIA_STORE";

  private static final Pattern STORE =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/[A-Za-z0-9!_.*'()/-]*)?");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /// However often one request of it is repeated.
  private static final Duration IN_ALL = Duration.ofMinutes(10);

  private static final int ATTEMPTS = 4;

  /// The place that the settings name; empty where files are kept in the data folder.
  ///
  /// Errors: [IllegalArgumentException] with a sentence that names the setting.
  static Optional<S3Place> of(PropertyResolver settings) {
    var store = settings.getProperty(SETTING, "");
    if (store.isBlank()) {
      return Optional.empty();
    }
    var parts = STORE.matcher(store);
    if (!parts.matches() || store.indexOf("//", "s3://".length()) >= 0) {
      throw new IllegalArgumentException(
          SETTING + "=%s is not of the form s3://bucket or s3://bucket/prefix.".formatted(store));
    }
    var endpoint = endpoint(settings.getProperty("AWS_ENDPOINT_URL_S3", ""));
    return Optional.of(
        new S3Place(
            parts.group(1),
            parts.group(2) == null ? "" : parts.group(2).replaceAll("^/+|/+$", ""),
            endpoint,
            settings.getProperty("AWS_REGION", "us-east-1"),
            pathStyle(settings.getProperty("PROFITHACK_S3_PATH_STYLE", "auto"), endpoint),
            credentials(settings)));
  }

  private static @Nullable URI endpoint(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      var endpoint = URI.create(text);
      if (endpoint.getHost() != null
          && endpoint.getScheme() != null
          && endpoint.getScheme().matches("https?")) {
        return endpoint;
      }
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(noAddress(text), malformed);
    }
    throw new IllegalArgumentException(noAddress(text));
  }

  private static String noAddress(String text) {
    return "AWS_ENDPOINT_URL_S3=%s is not an address such as https://s3.example.com."
        .formatted(text);
  }

  private static boolean pathStyle(String word, @Nullable URI endpoint) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "auto" -> endpoint != null;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "PROFITHACK_S3_PATH_STYLE=%s is not true, false or auto.".formatted(word));
    };
  }

  private static AwsCredentialsProvider credentials(PropertyResolver settings) {
    var key = settings.getProperty("AWS_ACCESS_KEY_ID", "");
    var secret = settings.getProperty("AWS_SECRET_ACCESS_KEY", "");
    var session = settings.getProperty("AWS_SESSION_TOKEN", "");
    if (key.isBlank() != secret.isBlank()) {
      throw new IllegalArgumentException(
          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both or neither.");
    }
    if (key.isBlank()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        session.isBlank()
            ? AwsBasicCredentials.create(key, secret)
            : AwsSessionCredentials.create(key, secret, session));
  }

  /// The key of something below the prefix.
  String key(String name) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /// A client that gives up in time: 5 s to connect, 30 s of silence, four attempts with pauses,
  /// ten minutes in all. Bodies are signed as a whole and checksums are sent where we say so, which
  /// stores other than Amazon's understand too.
  S3Client client() {
    return client(SILENCE);
  }

  S3Client client(Duration silence) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder().connectionTimeout(CONNECT).socketTimeout(silence))
            .region(Region.of(region))
            .forcePathStyle(pathStyle)
            .credentialsProvider(credentials)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(calls ->
                calls
                    .apiCallTimeout(IN_ALL)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  @Override
  public String toString() {
    return "s3://%s%s at %s"
        .formatted(
            bucket,
            prefix.isEmpty() ? "" : "/" + prefix,
            endpoint == null ? "Amazon, " + region : endpoint.toString());
  }
}
