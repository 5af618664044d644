package org.posthorn.api.action;

/// A configuration set, of which the structure of that name tells the name only.
record ConfigurationSet(String name) {}
