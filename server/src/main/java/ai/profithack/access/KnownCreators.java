package ai.profithack.access;

/// Who publishes on the platform: asked before a person or a key is tied to a creator. Answered by
/// the module that holds the platform's users.
public interface KnownCreators {
  boolean isCreator(long userId);
}
