package ai.profithack.web;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/// How JSON is read: what is not exactly what was asked for is refused, never bent into shape. And
/// how decimals are written: as texts, so that no reader rounds them.
@Configuration(proxyBeanMethods = false)
class JsonRules {
  private static final int NESTING_MAX = 32;
  private static final int TEXT_MAX = 1_000_000;
  private static final int NUMBER_MAX = 100;
  private static final int NAME_MAX = 200;

  @Bean
  JsonFactoryBuilderCustomizer bounded() {
    return factory ->
        factory.streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(NESTING_MAX)
                .maxStringLength(TEXT_MAX)
                .maxNumberLength(NUMBER_MAX)
                .maxNameLength(NAME_MAX)
                .build());
  }

  @Bean
  JsonMapperBuilderCustomizer strict() {
    return mapper ->
        mapper
            .addModule(
                new SimpleModule("storable texts")
                    .addDeserializer(String.class, new StorableTexts()))
            .withConfigOverride(
                BigDecimal.class,
                decimal -> decimal.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }
}
