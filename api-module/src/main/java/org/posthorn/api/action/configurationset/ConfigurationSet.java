package org.posthorn.api.action.configurationset;

/// A configuration set, of which the structure of that name tells the name only.
record ConfigurationSet(String name) {}
