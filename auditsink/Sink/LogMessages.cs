using Compliance.Events;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink;

/// <summary>Every line the sink logs. Names, counts and places only: never a byte of an event's text that a client chose.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "{Group}: {Topic}-{Partition} is ours, reading on at {Offset}")]
    public static partial void Assigned(this ILogger log, string group, string topic, int partition, long offset);

    [LoggerMessage(2, LogLevel.Information, "{Topic}-{Partition}: offsets {First} to {Last} are in the archive, {Rows} rows in {Files} files")]
    public static partial void Rolled(this ILogger log, string topic, int partition, long first, long last, long rows, int files);

    [LoggerMessage(3, LogLevel.Error, "{Topic}-{Partition}: the record at {Offset} is no batch of events ({Fault}); a row says so")]
    public static partial void UnreadableRecord(this ILogger log, string topic, int partition, long offset, EventFaultKind fault);

    [LoggerMessage(4, LogLevel.Error, "{Proxy}, epoch {Epoch}: event {Sequence} cannot be read ({Fault} in field {Field}); a row says so")]
    public static partial void UnreadableEvent(this ILogger log, string proxy, long epoch, long sequence, EventFaultKind fault, int field);

    [LoggerMessage(5, LogLevel.Error, "{Proxy}, epoch {Epoch}: events {First} to {Last} are missing; a row says so")]
    public static partial void Gap(this ILogger log, string proxy, long epoch, long first, long last);

    [LoggerMessage(6, LogLevel.Warning, "{Topic}-{Partition}: the record at {Offset} is of {Proxy}'s epoch {Epoch}, from before all that are remembered: a repeat")]
    public static partial void OldEpoch(this ILogger log, string topic, int partition, long offset, string proxy, long epoch);

    [LoggerMessage(7, LogLevel.Error, "{Group}: stopped reading, trying again in {Pause:0.0} s")]
    public static partial void IntakeFailed(this ILogger log, string group, double pause, Exception cause);

    [LoggerMessage(8, LogLevel.Warning, "{Group}: {Reason}")]
    public static partial void ConsumeError(this ILogger log, string group, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Group}: {Reason}")]
    public static partial void ClientError(this ILogger log, string group, string reason);

    [LoggerMessage(10, LogLevel.Debug, "{Group}: {Text}")]
    public static partial void ClientLog(this ILogger log, string group, string text);

    [LoggerMessage(11, LogLevel.Error, "{Topic}-{Partition}: the broker's retention took records before they were read; reading on at {Offset}. Gap rows will say which events")]
    public static partial void RetentionPassedUs(this ILogger log, string topic, int partition, long offset);

    [LoggerMessage(12, LogLevel.Error, "Elasticsearch refused {Count} documents for good, the first as {Error}; they are among the dead letters")]
    public static partial void DeadLetters(this ILogger log, int count, string error);

    [LoggerMessage(13, LogLevel.Warning, "Elasticsearch did not take {Count} documents ({Reason}), trying again in {Pause:0.0} s")]
    public static partial void BulkAgain(this ILogger log, int count, string reason, double pause);

    [LoggerMessage(14, LogLevel.Warning, "Elasticsearch does not let {Path} be set up ({Reason}), trying again in {Pause:0.0} s. The key needs the rights of auditsink/Search/README.md, or elasticsearch.manageTemplates must be false and the templates put by `auditsink templates`")]
    public static partial void TemplateAgain(this ILogger log, string path, string reason, double pause);

    [LoggerMessage(15, LogLevel.Information, "Reading {Topic} at {Bootstrap} into {Archive}, index: {Index}")]
    public static partial void Started(this ILogger log, string topic, string bootstrap, string archive, string index);

    [LoggerMessage(16, LogLevel.Information, "Stopped; what is not in the archive yet is read again at the next start")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(17, LogLevel.Warning, "{Topic}-{Partition}: entry {Number} of the manifest was another sink's already. This one discards its files, leaves the group and reads on with what it is given next")]
    public static partial void OwnershipLost(this ILogger log, string topic, int partition, long number);

    [LoggerMessage(18, LogLevel.Warning, "{Reason} Trying again in {Pause:0.0} s; what is gathered stays")]
    public static partial void StoreAway(this ILogger log, string reason, double pause);

    [LoggerMessage(19, LogLevel.Warning, "{Topic}-{Partition}: leftovers of the archive stay for now: {Reason}")]
    public static partial void NotTidied(this ILogger log, string topic, int partition, string reason);

    [LoggerMessage(20, LogLevel.Warning, "Partition {Partition}: how far the index is could not be written down; a little is sent again: {Reason}")]
    public static partial void CursorNotSaved(this ILogger log, int partition, string reason);

    [LoggerMessage(21, LogLevel.Information, "Health and metrics at {Address}:{Port}")]
    public static partial void AdminListening(this ILogger log, string address, int port);

    [LoggerMessage(22, LogLevel.Warning, "A request for health or metrics failed ({Fault})")]
    public static partial void AdminFailed(this ILogger log, string fault);

    [LoggerMessage(23, LogLevel.Warning, "The archive at {Archive} cannot be written, trying again in {Pause:0.0} s: {Reason}")]
    public static partial void ArchiveNotWritable(this ILogger log, string archive, double pause, string reason);

    [LoggerMessage(24, LogLevel.Information, "Elasticsearch: from now on {Requests} requests at a time, of {Documents} documents")]
    public static partial void BulkPaced(this ILogger log, int requests, int documents);

    [LoggerMessage(25, LogLevel.Information, "The index {Index} is deleted, with {Documents} documents: its day ended more than {Days} days ago, and the archive has all of it")]
    public static partial void IndexDeleted(this ILogger log, string index, long documents, int days);

    [LoggerMessage(26, LogLevel.Warning, "The index {Index} is past its {Days} days and stays for now: {Reason}")]
    public static partial void IndexKept(this ILogger log, string index, int days, string reason);

    [LoggerMessage(27, LogLevel.Warning, "Old indices cannot be looked after, trying again within the hour: {Reason}")]
    public static partial void RetentionFailed(this ILogger log, string reason);

    [LoggerMessage(28, LogLevel.Warning, "It is {Here} by the clock here and {There} by Elasticsearch's: an index is deleted only when both say that its time is over")]
    public static partial void DaysDiffer(this ILogger log, DateOnly here, DateOnly there);

    [LoggerMessage(29, LogLevel.Warning, "{What} A row of the archive says so; nothing waits for or is ordered by that clock")]
    public static partial void ClockJumped(this ILogger log, string what);

    [LoggerMessage(30, LogLevel.Information, "The ledger signs as {Key}")]
    public static partial void LedgerKey(this ILogger log, string key);

    [LoggerMessage(31, LogLevel.Warning, "{Origin}: from now on another key signs, {Key}")]
    public static partial void KeyRotated(this ILogger log, string origin, string key);

    [LoggerMessage(32, LogLevel.Error, "{Origin}: the checkpoint could not be copied to the second place; it is tried again with the next: {Reason}")]
    public static partial void CopyFailed(this ILogger log, string origin, string reason);

    [LoggerMessage(40, LogLevel.Information, "{Topic}-{Partition}: entry {Number} puts one file in the place of {Files}, {Rows} rows, {Bytes} bytes instead of {Before}")]
    public static partial void Compacted(this ILogger log, string topic, int partition, long number, int files, long rows, long bytes, long before);

    [LoggerMessage(41, LogLevel.Information, "{Topic}-{Partition}: the {Files} files that entry {Number} stands for are removed; {Locked} bytes of them stay locked until their date")]
    public static partial void OriginalsRemoved(this ILogger log, string topic, int partition, long number, int files, long locked);

    [LoggerMessage(42, LogLevel.Error, "{Topic}-{Partition}: files of {Hour:yyyy-MM-dd HH}h stay as they are until the next start: {Reason}")]
    public static partial void CompactionRefused(this ILogger log, string topic, int partition, DateTime hour, string reason);

    [LoggerMessage(43, LogLevel.Warning, "{Topic}-{Partition}: a compaction came to nothing and is tried again: {Reason}")]
    public static partial void CompactionFailed(this ILogger log, string topic, int partition, string reason);

    [LoggerMessage(44, LogLevel.Error, "{Topic}-{Partition}: {File} is not what entry {Number} says. The files that it stands for are kept, and nothing more is removed until the next start. Run auditctl verify, and restore it from a copy")]
    public static partial void OriginalsKept(this ILogger log, string topic, int partition, long number, string file);

    [LoggerMessage(45, LogLevel.Error, "Statement {Number} of custody {Problem}. It frees nothing, and what it holds stays as it is. Run auditctl verify, and see that custody.people of the settings names everybody with all of their keys")]
    public static partial void CustodyNotBelieved(this ILogger log, long number, string problem);
}
