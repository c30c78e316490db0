package ai.profithack.analytics;

/// What creators are ranked by, highest first.
public enum CreatorOrder {
  REVENUE,
  VIEWS,
  FOLLOWERS
}
