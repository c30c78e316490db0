package ai.profithack.events.web;

import ai.profithack.events.EventType;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The body of `POST /api/events` in the API's description: what each type of event needs and may
/// have. The rules themselves are in `EventRules`; a test sends what is described here.
@Configuration(proxyBeanMethods = false)
class EventDescription {
  private static final List<String> ALWAYS = List.of("id", "type", "time");

  @Bean
  OpenApiCustomizer eventBodies() {
    return api -> {
      var path = api.getPaths() == null ? null : api.getPaths().get("/api/events");
      if (path != null && path.getPost() != null) {
        describe(api, path.getPost());
      }
    };
  }

  /// What a type needs and may have besides, and one event that is acceptable.
  record Fields(List<String> needed, List<String> optional, Map<String, Object> example) {}

  static Fields fields(EventType type) {
    return switch (type) {
      case VIEW, LIKE, UNLIKE, COMMENT, SHARE ->
          fields(type, List.of("videoId"), List.of("userId", "creatorId"), Map.of());
      case FOLLOW, UNFOLLOW ->
          fields(type, List.of("creatorId"), List.of("userId", "videoId"), Map.of());
      case SESSION ->
          fields(
              type,
              List.of("userId", "durationSeconds"),
              List.of("deviceId"),
              Map.of("deviceId", "device-8812"));
      case VIDEO_PUBLISHED ->
          fields(
              type,
              List.of("videoId", "creatorId"),
              List.of("userId", "title", "hashtags", "sound", "category", "deviceId"),
              Map.of("title", "Morning run", "hashtags", List.of("running", "sunrise")));
      case GIFT ->
          fields(
              type,
              List.of("amount", "currency", "creatorId"),
              List.of(
                  "userId",
                  "videoId",
                  "giftId",
                  "giftName",
                  "deviceId",
                  "paymentMethodId",
                  "paymentMethodAddedAt",
                  "ipAddress"),
              Map.of(
                  "userId",
                  17,
                  "giftId",
                  5,
                  "giftName",
                  "Rose",
                  "deviceId",
                  "device-8812",
                  "paymentMethodId",
                  "card-4711",
                  "paymentMethodAddedAt",
                  "2025-11-02T09:00:00+01:00",
                  "ipAddress",
                  "203.0.113.7"));
      case GIFT_REFUNDED ->
          fields(
              type,
              List.of("amount", "currency", "creatorId"),
              List.of("userId", "videoId", "giftId", "giftName", "refundOf"),
              Map.of("userId", 17, "giftId", 5, "refundOf", "gift-20260301-000001"));
      case SUBSCRIPTION, AD_REVENUE ->
          fields(
              type,
              List.of("amount", "currency"),
              List.of("userId", "creatorId", "videoId"),
              Map.of("creatorId", 3));
      case USER_REGISTERED -> fields(type, List.of("userId"), List.of("deviceId"), Map.of());
      case GIFT_DISPUTED, GIFT_DISPUTE_WON, GIFT_DISPUTE_LOST ->
          fields(type, List.of("disputeOf"), List.of(), Map.of());
    };
  }

  private static Fields fields(
      EventType type, List<String> needed, List<String> optional, Map<String, Object> more) {
    var example = new LinkedHashMap<String, Object>();
    example.put("id", type.wireName() + "-20260301-000001");
    example.put("type", type.wireName());
    example.put("time", "2026-03-01T12:30:00+01:00");
    needed.forEach(name -> example.put(name, sample(name)));
    example.putAll(new java.util.TreeMap<>(more));
    return new Fields(needed, optional, example);
  }

  private static Object sample(String name) {
    return switch (name) {
      case "userId" -> 17;
      case "videoId" -> 204;
      case "creatorId" -> 3;
      case "durationSeconds" -> 540;
      case "amount" -> new BigDecimal("4.99");
      case "currency" -> "USD";
      case "disputeOf" -> "gift-20260301-000001";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void describe(OpenAPI api, Operation operation) {
    if (api.getComponents() == null) {
      api.setComponents(new Components());
    }
    var components = api.getComponents();
    var event =
        new Schema<>()
            .description("One fact from the platform. What it needs depends on its type.")
            .discriminator(new Discriminator().propertyName("type"));
    for (var type : EventType.values()) {
      components.addSchemas(name(type), schema(type));
      event.addOneOfItem(new Schema<>().$ref(reference(name(type))));
      event.getDiscriminator().mapping(type.wireName(), reference(name(type)));
    }
    components.addSchemas("Event", event);
    operation.addParametersItem(
        new HeaderParameter()
            .name("Content-Encoding")
            .description("`gzip` where the body is packed.")
            .required(false)
            .schema(new StringSchema()._enum(List.of("gzip", "identity"))));
    operation.requestBody(
        new RequestBody()
            .required(true)
            .description(
                "A JSON array of events, or one event a line. At most 100,000 events and 16 MB unpacked; batches of some hundreds to thousands are fastest.")
            .content(
                new Content()
                    .addMediaType("application/json", array())
                    .addMediaType("application/x-ndjson", lines())));
  }

  private static MediaType array() {
    var body =
        new MediaType().schema(new ArraySchema().items(new Schema<>().$ref(reference("Event"))));
    for (var type : EventType.values()) {
      body.addExamples(
          type.wireName(),
          new Example().summary("One " + type.wireName()).value(List.of(fields(type).example())));
    }
    return body;
  }

  private static MediaType lines() {
    return new MediaType()
        .schema(new StringSchema().description("One `Event` a line, as JSON without line breaks."))
        .example(
            """
            {"id":"view-204-17","type":"view","time":"2026-03-01T12:30:00Z","videoId":204,"userId":17}
            {"id":"like-204-17","type":"like","time":"2026-03-01T12:30:05Z","videoId":204,"userId":17}
            """);
  }

  private static Schema<?> schema(EventType type) {
    var fields = fields(type);
    var schema = new ObjectSchema();
    Stream.of(ALWAYS, fields.needed(), fields.optional())
        .flatMap(List::stream)
        .forEach(name -> schema.addProperty(name, property(name, type)));
    schema.setRequired(Stream.concat(ALWAYS.stream(), required(type, fields)).toList());
    schema.setAdditionalProperties(false);
    schema.setDescription(meaning(type));
    schema.setExample(fields.example());
    return schema;
  }

  /// A gift or follow says whom it is for by the creator, or by a video whose creator is known.
  private static Stream<String> required(EventType type, Fields fields) {
    return switch (type) {
      case FOLLOW, UNFOLLOW, GIFT, GIFT_REFUNDED ->
          fields.needed().stream().filter(name -> !name.equals("creatorId"));
      case VIEW,
          LIKE,
          UNLIKE,
          COMMENT,
          SHARE,
          SESSION,
          VIDEO_PUBLISHED,
          SUBSCRIPTION,
          AD_REVENUE,
          USER_REGISTERED,
          GIFT_DISPUTED,
          GIFT_DISPUTE_WON,
          GIFT_DISPUTE_LOST ->
          fields.needed().stream();
    };
  }

  private static String meaning(EventType type) {
    return switch (type) {
      case VIEW -> "Somebody watched a video.";
      case LIKE -> "Somebody liked a video.";
      case UNLIKE -> "Somebody took a like back.";
      case COMMENT -> "Somebody commented on a video.";
      case SHARE -> "Somebody shared a video.";
      case FOLLOW ->
          "Somebody followed a creator, named by creatorId or by a video of theirs; one of the two is needed.";
      case UNFOLLOW -> "Somebody stopped following a creator; creatorId or videoId is needed.";
      case SESSION -> "Somebody used the platform for some time.";
      case VIDEO_PUBLISHED -> "A creator published a video.";
      case GIFT ->
          "Somebody sent a creator a gift; creatorId or videoId is needed. A row of virtual_gifts is the event with the id virtual_gifts:<row id>.";
      case GIFT_REFUNDED -> "A gift was paid back; creatorId or videoId is needed.";
      case SUBSCRIPTION -> "Somebody paid for a subscription.";
      case AD_REVENUE -> "Advertising earned money.";
      case USER_REGISTERED -> "Somebody registered.";
      case GIFT_DISPUTED ->
          "The payer's bank disputes a gift (chargeback): what is left of it is withheld until that is won or lost.";
      case GIFT_DISPUTE_WON -> "The dispute about a gift was won: its creators have it back.";
      case GIFT_DISPUTE_LOST ->
          "The dispute about a gift was lost: what is left of it is taken back like a refund, once. Final.";
    };
  }

  private static Schema<?> property(String name, EventType type) {
    return switch (name) {
      case "id" ->
          new StringSchema()
              .minLength(1)
              .maxLength(64)
              .description("Unique to the event, for good: the same id sent again is a duplicate.");
      case "type" -> new StringSchema()._enum(List.of(type.wireName()));
      case "time" ->
          new StringSchema()
              .format("date-time")
              .description("When it happened: ISO 8601 with an offset, at most 10 minutes ahead.");
      case "userId" -> id("Who did it.");
      case "videoId" -> id("Which video it is about.");
      case "creatorId" -> id("Whose video, or who receives it.");
      case "giftId" ->
          new IntegerSchema()
              .format("int64")
              .minimum(BigDecimal.ZERO)
              .description("The gift type.");
      case "giftName" -> text(255, "The gift type's name, to show.");
      case "amount" ->
          new Schema<>()
              .types(new TreeSet<>(List.of("number", "string")))
              .description(
                  "0 or more, with at most the decimals of its currency; as a string where the sender's JSON has no exact decimals.");
      case "currency" ->
          new StringSchema()
              .pattern("^[A-Z]{3}$")
              .description(
                  "ISO 4217. Another than the reporting currency needs an exchange rate of the day.");
      case "durationSeconds" ->
          new IntegerSchema()
              .minimum(BigDecimal.ZERO)
              .maximum(BigDecimal.valueOf(604_800))
              .description("How long, at most seven days.");
      case "refundOf" -> text(64, "The id of the gift that is paid back.");
      case "disputeOf" -> text(64, "The id of the gift that is disputed.");
      case "deviceId" ->
          text(
              255,
              "The device of who gives, has the session, registers or publishes. Only a keyed hash is kept.");
      case "paymentMethodId" ->
          text(
              255, "What it was paid with. Only a keyed hash is kept; never send a card's number.");
      case "paymentMethodAddedAt" ->
          new StringSchema()
              .format("date-time")
              .description("Since when the sender has that payment method.");
      case "ipAddress" -> text(45, "The sender's address. Only a keyed hash is kept.");
      case "title" -> text(1_000, "What the video is called.");
      case "sound" -> text(255, "The sound it uses.");
      case "category" -> text(255, "What it is about.");
      case "hashtags" -> new ArraySchema().items(text(255, null)).maxItems(100);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Schema<?> id(String description) {
    return new IntegerSchema().format("int64").minimum(BigDecimal.ONE).description(description);
  }

  private static Schema<?> text(int limit, @org.jspecify.annotations.Nullable String description) {
    return new StringSchema().maxLength(limit).description(description);
  }

  /// `gift_refunded` is `GiftRefundedEvent`.
  static String name(EventType type) {
    return Arrays.stream(type.wireName().split("_", -1))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining("", "", "Event"));
  }

  private static String reference(String name) {
    return Components.COMPONENTS_SCHEMAS_REF + name;
  }
}
