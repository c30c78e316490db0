package ai.profithack.console;

import java.util.Arrays;
import java.util.Optional;

/// Everything that can be configured: by an environment variable of this name, or by a line
/// `NAME=value` in `profithack.properties` (in the data folder or the working folder). The
/// environment wins.
enum Setting {
  PROFITHACK_HOME(
      "profithack-data in the project folder",
      "The data folder: the embedded database, logs and files."),
  DATABASE_URL(
      "",
      "An external PostgreSQL, 15 or newer, instead of the embedded one: postgres://user:password@host:5432/database or jdbc:postgresql://…",
      true),
  PORT("3000", "The port of pages and API; 0 takes a free one."),
  PROFITHACK_ZONE(
      "UTC",
      "The time zone in which a day is a day, such as Europe/Berlin. Pinned in the database at first use."),
  PROFITHACK_CURRENCY(
      "USD", "The reporting currency, ISO 4217. Pinned in the database at first use."),
  PROFITHACK_EARNINGS_HOLD_DAYS(
      "7",
      "How many days an earning stays pending, counted from its event, before it becomes available to its creator."),
  PROFITHACK_PROPOSAL_DAYS(
      "14", "How many days a proposal between creators waits for an answer before it expires."),
  PROFITHACK_CONTEXT_KEY(
      "",
      "The key under which devices, payment methods and addresses of gifts are hashed; the same on all servers of a database. Without it each data folder makes its own.",
      true),
  PROFITHACK_CONTEXT_DAYS(
      "180",
      "How many days those hashes are kept; that of a device which an account uses, after the last day on which it did."),
  PROFITHACK_WATERMARK_KEY(
      "",
      "The key of invisible watermarks, 16 characters or more; only it reads the marks that were made with it. Without it each data folder makes its own.",
      true),
  PROFITHACK_RISK_LIMITS(
      "",
      "Limits of fraud signals that differ from the built-in ones: `ring.amount=50, velocity-account.hours=12`."),
  PROFITHACK_FORWARDED_HEADERS(
      "none",
      "native where a reverse proxy stands in front and sets X-Forwarded-For and -Proto; none trusts nobody."),
  PROFITHACK_C2PA_TRUST(
      "",
      "A PEM file of the certificates that vouch for signers of content credentials. Without it every other signer is unknown."),
  PROFITHACK_C2PA_TIME_TRUST(
      "",
      "A PEM file of the certificates that vouch for time stamps in content credentials; empty takes the public authorities that Java knows."),
  PROFITHACK_C2PA_CERTIFICATE(
      "",
      "A PEM file with the certificate that signs our content credentials, and those between it and its authority. Without it one is made that nobody else knows."),
  PROFITHACK_C2PA_KEY("", "The PEM file of that certificate's key, in PKCS #8 and not encrypted."),
  PROFITHACK_TEXT_RULES(
      "", "A file of words, phrases and patterns to look for in texts, beside the built-in ones."),
  PROFITHACK_PAYOUT_MINIMUM(
      "50",
      "The least that is paid out, in units of any currency, with exceptions: `50, 5000 JPY`."),
  PROFITHACK_PAYOUT_APPROVAL_ABOVE(
      "1000", "Payouts above this need a second person's approval; written like the minimum."),
  PROFITHACK_DESTINATION_KEYS(
      "",
      "The keys under which the accounts that creators are paid to are sealed: 64 hexadecimal digits each, separated by commas. The first seals, all open; the same on all servers of a database. Without them each data folder makes its own.",
      true),
  PROFITHACK_PAYOUT_CONTACT(
      "", "Whom creators ask about their payouts: an address or a sentence, shown on their page."),
  PROFITHACK_PLATFORM_NAME(
      "", "Who statements to creators are from: the name of the platform or its company."),
  PROFITHACK_PLATFORM_ADDRESS("", "Its address, as it stands on statements, in one line."),
  PROFITHACK_BANK_HOLDER(
      "", "Who pays by bank transfer: the holder of the account, as the bank knows it."),
  PROFITHACK_BANK_IBAN(
      "", "The account that bank transfers are paid from. Without it they are not offered."),
  PROFITHACK_BANK_BIC("", "The BIC of its bank, where the bank asks for it."),
  PAYPAL_CLIENT_ID(
      "", "The client id of the PayPal app that pays. Without it PayPal is not offered."),
  PAYPAL_CLIENT_SECRET("", "The secret of that app.", true),
  PAYPAL_WEBHOOK_ID(
      "",
      "The id of the webhook at PayPal that points to /api/webhooks/paypal. Without it PayPal's notices are not taken; payouts are looked at all the same."),
  PROFITHACK_PAYPAL_MAXIMUM(
      "15000, 20000 USD, 14000 GBP, 14000 CHF, 350000 CZK, 100000 DKK, 110000 HKD, 5500000 HUF, 50000 ILS, 2500000 JPY, 270000 MXN, 150000 NOK, 850000 PHP, 55000 PLN, 150000 SEK, 500000 THB, 450000 TWD",
      "The most that PayPal takes in one payment, which is 20,000 USD or its worth unless more is agreed; written like the payout minimum. What is above it stays available for the next payout."),
  PAYPAL_ENVIRONMENT("sandbox", "sandbox, where no money moves, or live."),
  PAYPAL_BASE_URL("", "Where PayPal is reached; empty takes the environment's own address."),
  STRIPE_SECRET_KEY(
      "",
      "The platform's secret key at Stripe. Without it payouts over Stripe are not offered.",
      true),
  STRIPE_WEBHOOK_SECRET(
      "",
      "What Stripe signs its notices with: one secret an endpoint, two while one replaces the other, with commas between them.",
      true),
  PROFITHACK_STRIPE_MINIMUM(
      "1, 3000 ALL, 23000 AOA, 4600 ARS, 12100 AMD, 50 AZN, 50 BAM, 20 BDT, 2500 BTN, 200 BOB, 123000 KHR, 23000 CLP, 140000 COP, 40000 KRW",
      "The least that Stripe pays out to another country, where that is more than one unit; written like the payout minimum."),
  STRIPE_BASE_URL("https://api.stripe.com", "Where Stripe is reached."),
  PROFITHACK_MEDIA_MAX_MB("256", "The most that a video's file may have, in megabytes."),
  PROFITHACK_MEDIA_STORE(
      "",
      "Where files of videos are kept: `s3://bucket` or `s3://bucket/prefix` in an S3-compatible store; empty keeps them in the data folder."),
  PROFITHACK_S3_PATH_STYLE(
      "auto",
      "Whether the bucket is named in the path (true) or in the host (false); auto: in the path where AWS_ENDPOINT_URL_S3 is set."),
  AWS_ENDPOINT_URL_S3(
      "", "Where the store is reached, such as https://s3.example.com; empty is Amazon."),
  AWS_REGION("us-east-1", "The region of the bucket."),
  AWS_ACCESS_KEY_ID(
      "",
      "The store's key. Without it the AWS SDK looks where it always does: system properties, ~/.aws, the machine's or container's role."),
  AWS_SECRET_ACCESS_KEY("", "The secret of that key.", true),
  AWS_SESSION_TOKEN("", "The token that goes with a key that lasts for a while only.", true),
  PROFITHACK_MEDIA_DAYS(
      "200",
      "How many days a video's file is kept after it was last sent, once nothing about it is open; 0 keeps it."),
  PROFITHACK_MEDIA_HOSTS(
      "",
      "Where videos may be fetched from although it is in a network of your own, or listens at another port than 80 and 443. `media.internal:8443` opens that port of that host and no other one; `media.internal` opens its ports 80 and 443."),
  PROFITHACK_ANALYSES_WAITING(
      "100",
      "How many analyses may wait, and how many watermarks; who asks for more is told to come back."),
  PROFITHACK_ANALYSIS_WAIT_SECONDS(
      "25",
      "How long a request waits for its analysis or watermark before it is told where to look for it."),
  ANTHROPIC_API_KEY(
      "", "The key for Claude. Without it everything works but what asks Claude.", true),
  ANTHROPIC_BASE_URL("https://api.anthropic.com", "Where Claude is reached."),
  ANTHROPIC_MODEL("", "The model that is asked; empty takes the built-in choice.");

  private final String defaultValue;
  private final String description;
  private final boolean secret;

  Setting(String defaultValue, String description) {
    this(defaultValue, description, false);
  }

  Setting(String defaultValue, String description, boolean secret) {
    this.defaultValue = defaultValue;
    this.description = description;
    this.secret = secret;
  }

  /// What holds where nothing is set, in words.
  String defaultValue() {
    return defaultValue;
  }

  String description() {
    return description;
  }

  /// Whether the value must never be shown.
  boolean secret() {
    return secret;
  }

  static Optional<Setting> named(String name) {
    return Arrays.stream(values()).filter(setting -> setting.name().equals(name)).findFirst();
  }
}
