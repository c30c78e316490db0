package ai.profithack.media;

/// What was decoded: what the file says about itself, and how many frames were handed out.
public record Footage(MediaFacts facts, int frames) {}
