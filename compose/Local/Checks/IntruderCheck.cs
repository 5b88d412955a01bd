using Compliance.Local.Actors;
using Confluent.Kafka;

namespace Compliance.Local.Checks;

/// <summary>Who may nothing gets nothing, by Kafka's own errors.</summary>
internal static class IntruderCheck
{
    public static IEnumerable<Outcome> Of(Intruder intruder)
    {
        yield return Refused("The intruder may not read the topic", intruder.ReadError, ErrorCode.TopicAuthorizationFailed, intruder.Read);
        yield return Refused("The intruder may not join the investigators' group", intruder.GroupError, ErrorCode.GroupAuthorizationFailed, intruder.Read);
        yield return Refused("The intruder may not write", intruder.WriteError, ErrorCode.TopicAuthorizationFailed, intruder.Written);
        yield return Refused("The intruder can't log in as the till", intruder.LoginError, ErrorCode.Local_Authentication, 0);
    }

    private static Outcome Refused(string what, ErrorCode? met, ErrorCode meant, long records) =>
        new(met == meant && records == 0, what, $"{(met is null ? "no error" : $"{met}")}, {records} records");
}
