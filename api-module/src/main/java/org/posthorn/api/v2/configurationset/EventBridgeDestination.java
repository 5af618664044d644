package org.posthorn.api.v2.configurationset;

/// The default event bus of the account in its region.
record EventBridgeDestination(String eventBusArn) {}
