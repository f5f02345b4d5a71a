"""One moment: Frame, times of a schedule, sentences, facts, playback clock."""
