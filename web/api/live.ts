import type { JournalLine } from '../../jobs/journal-line';

/**
 * `GET /api/jobs/:id/events`: a message of an event stream (unnamed events, JSON). It begins with the
 * first line of the job's journal, or after `Last-Event-ID`, and ends by itself after `end`: close it
 * then, or the browser opens it again.
 */
export type JobMessage = JournalLine;
