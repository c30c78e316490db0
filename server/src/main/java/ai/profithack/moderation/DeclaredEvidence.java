package ai.profithack.moderation;

import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What whoever sent a video says about how it was made.
@Component
@Order(20)
class DeclaredEvidence implements EvidenceKind {
  private static final String KIND = "declared";
  private static final double GENERATED = 0.6;

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Look look(Subject subject) {
    var declared = subject.declared();
    return () ->
        List.of(
            switch (declared) {
              case UNSAID ->
                  Evidence.notApplicable(
                      KIND, "sender", "Its sender says nothing about how it was made.");
              case RECORDED ->
                  Evidence.fact(KIND, "sender", "", "Its sender says that it was recorded.");
              case GENERATED ->
                  DeepfakeRules.counted(
                      Evidence.fact(
                              KIND,
                              "sender",
                              "",
                              "Its sender says that a machine made or changed it.")
                          .scored(1),
                      Deepfake.Family.SAID,
                      GENERATED);
            });
  }
}
