"""One moment of a trace: Frame, times of a schedule, sentences, facts, playback clock."""
