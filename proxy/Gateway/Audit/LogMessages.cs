using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit;

/// <summary>Every line the audit room logs; event ids 3000 to 3999. Places, counts and states only: no content of an event.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(3000, LogLevel.Information, "Audit journal {Folder} is open: start {Epoch} of proxy {Proxy}, after start {PreviousEpoch} with last sequence {LastSequence}")]
    public static partial void JournalOpened(ILogger log, string folder, long epoch, string proxy, long previousEpoch, long lastSequence);

    [LoggerMessage(3001, LogLevel.Information, "Audit segment {Path} had no end: cut at {Offset}, {Bytes} bytes behind it were never written or torn")]
    public static partial void SegmentCut(ILogger log, string path, long offset, long bytes);

    [LoggerMessage(3002, LogLevel.Error, "Audit segment {Path} is damaged: what can be read of it is sent, the missing events are reported as audit.gap")]
    public static partial void SegmentDamaged(ILogger log, string path);

    [LoggerMessage(3003, LogLevel.Error, "Audit segment {Path} is damaged and was moved to the folder quarantine beside it: keep it for an investigation")]
    public static partial void SegmentQuarantined(ILogger log, string path);

    [LoggerMessage(3004, LogLevel.Critical, "Audit journal {Folder} has failed: no evidence can be taken, requests are refused. Mend the disk and start the proxy again")]
    public static partial void JournalFailed(ILogger log, string folder, Exception failure);

    [LoggerMessage(3005, LogLevel.Error, "The disk of audit journal {Folder} is full: requests are refused once the room already made is used up. Make room; the journal goes on by itself")]
    public static partial void DiskFull(ILogger log, string folder);

    [LoggerMessage(3006, LogLevel.Information, "Audit journal takes evidence, {Used} bytes on disk")]
    public static partial void JournalOk(ILogger log, long used);

    [LoggerMessage(3007, LogLevel.Warning, "Audit journal fills up, {Used} of {Max} bytes: the audit topic cannot be reached or is too slow")]
    public static partial void JournalFilling(ILogger log, long used, long max);

    [LoggerMessage(3008, LogLevel.Error, "Audit journal is full, {Used} of {Max} bytes: requests are refused. See that the audit topic can be reached, or raise audit.maxJournalBytes")]
    public static partial void JournalFull(ILogger log, long used, long max);

    [LoggerMessage(3009, LogLevel.Error, "The cursor of audit journal {Folder} cannot be saved, events may be sent twice after the next start")]
    public static partial void CursorNotSaved(ILogger log, string folder, Exception failure);

    [LoggerMessage(3010, LogLevel.Error, "Audit journal {Folder} had no room prepared in time, requests were refused: its disk is too slow for what is to be recorded")]
    public static partial void DiskTooSlow(ILogger log, string folder);

    [LoggerMessage(3011, LogLevel.Warning, "Audit holds back {To} after {From}, the journal is filled to {Percent} %: see the refusal ladder in the audit README for what each means")]
    public static partial void RungChanged(ILogger log, Ladder.Rung from, Ladder.Rung to, int percent);

    [LoggerMessage(3012, LogLevel.Error, "The machine went down without a clean stop: events of start {Epoch} from {First} on may be missing, of its last moment, if there were any. Recorded as audit.gap")]
    public static partial void EndMayBeLost(ILogger log, long epoch, long first);

    [LoggerMessage(3013, LogLevel.Warning, "Start {Epoch} ended before it recorded that {Count} of {Action} left no event, or none yet: recorded as audit.gap now")]
    public static partial void CountsCarried(ILogger log, long count, string action, long epoch);

    [LoggerMessage(3014, LogLevel.Warning, "{What} Recorded as audit.clock_jump; sequences go on, times of events are those of the clock")]
    public static partial void ClockJumped(ILogger log, string what);

    [LoggerMessage(3020, LogLevel.Error, "Counts of {Count} events were lost: the journal takes none, and too many kinds are being counted")]
    public static partial void CountsLost(ILogger log, long count);

    [LoggerMessage(3021, LogLevel.Error, "The stop of this proxy could not be recorded: the journal takes no events")]
    public static partial void StopNotRecorded(ILogger log);

    [LoggerMessage(3022, LogLevel.Error, "{Count} events left no evidence, and that could not be recorded: the journal takes no events. The next start records it")]
    public static partial void GapsLost(ILogger log, long count);

    [LoggerMessage(3040, LogLevel.Information, "Audit topic {Topic} was created")]
    public static partial void TopicCreated(ILogger log, string topic);

    [LoggerMessage(3041, LogLevel.Debug, "Audit topic {Topic} was not created: {Error}")]
    public static partial void TopicNotCreated(ILogger log, string topic, Confluent.Kafka.ErrorCode error);

    [LoggerMessage(3042, LogLevel.Warning, "Audit topic {Topic} on cluster {Cluster} cannot be reached: events wait in the journal")]
    public static partial void TopicLost(ILogger log, string topic, string cluster);

    [LoggerMessage(3043, LogLevel.Information, "Audit topic {Topic} is reached again")]
    public static partial void TopicReached(ILogger log, string topic);

    [LoggerMessage(3044, LogLevel.Warning, "Sending to audit topic {Topic} failed with {Error}: it begins again behind what was acknowledged, in {Seconds} s")]
    public static partial void ShippingFailed(ILogger log, string topic, Confluent.Kafka.ErrorCode error, double seconds);

    [LoggerMessage(3045, LogLevel.Error, "The way from the audit journal to the topic broke, next try in {Seconds} s")]
    public static partial void ShippingBroke(ILogger log, double seconds, Exception failure);

    [LoggerMessage(3046, LogLevel.Error, "Events {First} to {Last} of start {Epoch} are missing in the audit journal, recorded as audit.gap")]
    public static partial void EventsMissing(ILogger log, long first, long last, long epoch);

    [LoggerMessage(3047, LogLevel.Debug, "Audit producer, {Facility}: {Message}")]
    public static partial void ProducerSaid(ILogger log, string facility, string message);

    [LoggerMessage(3048, LogLevel.Warning, "Audit topic {Topic} takes no batch of the present size: from now on at most {Bytes} bytes. Raise the topic's max.message.bytes or lower audit.maxBatchBytes")]
    public static partial void BatchTooLarge(ILogger log, string topic, int bytes);
}
