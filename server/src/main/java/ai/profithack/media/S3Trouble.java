package ai.profithack.media;

import ai.profithack.kernel.StoreUnavailable;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What went wrong with a store, and what whoever runs it can do.
final class S3Trouble {
  private S3Trouble() {}

  static IOException of(S3Place place, SdkException failure) {
    return new StoreUnavailable("The store %s %s".formatted(place, sentence(failure)), failure);
  }

  private static String sentence(SdkException failure) {
    if (!(failure instanceof S3Exception refused)) {
      return "cannot be reached: %s. See AWS_ENDPOINT_URL_S3, the network, and the credentials."
          .formatted(failure.getMessage());
    }
    var details = refused.awsErrorDetails();
    var code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return "answers %d %s: %s".formatted(refused.statusCode(), code, advice(code, refused));
  }

  private static String advice(String code, S3Exception refused) {
    return switch (code) {
      case "NoSuchBucket" -> "make the bucket, or mend PROFITHACK_MEDIA_STORE.";
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
          "the key is not the right one; see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
      case "RequestTimeTooSkewed" -> "set this machine's clock by NTP.";
      case "AuthorizationHeaderMalformed", "PermanentRedirect" ->
          "the bucket is in another region; set AWS_REGION.";
      case "SlowDown", "ServiceUnavailable", "InternalError" ->
          "it is busy, and was asked several times; try again later.";
      default ->
          refused.statusCode() == 403
              ? "allow the key s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListBucket and s3:ListBucketMultipartUploads, and, where the bucket keeps versions, s3:ListBucketVersions and s3:DeleteObjectVersion. `profithack doctor` says more."
              : refused.getMessage() + " `profithack doctor` says more.";
    };
  }
}
