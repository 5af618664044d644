package org.posthorn.engine.settings;

/// Where a job stands; the constants are SES's words.
public enum JobState {
    CREATED,
    PROCESSING,
    COMPLETED,
    FAILED,
    CANCELLED;

    public boolean isOver() {
        return this != CREATED && this != PROCESSING;
    }
}
