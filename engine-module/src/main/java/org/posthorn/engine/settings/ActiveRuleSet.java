package org.posthorn.engine.settings;

/// Which of a tenant's receipt rule sets is the one that acts.
public record ActiveRuleSet(String name) {}
