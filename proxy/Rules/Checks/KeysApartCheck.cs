using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// Of a compacted topic brokers keep the last record of each key. What makes different keys alike would have them throw away records of others, and
/// what makes one key two would have them keep what was replaced or deleted. Which topics are compacted a policy can say under 'retention'.
/// </summary>
internal static class KeysApartCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var retention = set.Documents.SelectMany(d => d.Retention).ToList();
        foreach (var found in ProtectedClass.All(set.Documents))
        {
            var topics = found.Class.Finds.Where(f => f.Part == RecordPart.Key).SelectMany(f => f.Topics).ToList();
            if (topics.Count == 0)
                continue;
            if (found.Rule.When == When.Consume)
                LookAtReading(found, topics, retention, problems);
            else
                LookAtWriting(found, topics, retention, problems);
        }

        foreach (var document in set.Documents)
            LookAtUndeclared(document, retention, problems);
    }

    /// <summary>What is found in a key is masked within it, so that keys that differ there alone become one.</summary>
    private static void LookAtUndeclared(PolicyDocument document, List<RetentionEntry> retention, ProblemList problems)
    {
        if (document.Defaults.Undeclared is not { Action.Value: "mask" or UndeclaredParser.Quarantine } undeclared)
            return;
        var topics = undeclared.Places(document).Where(place => place.Part == RecordPart.Key).SelectMany(place => place.Topics).DistinctBy(topic => topic.Value).ToList();
        if (undeclared.When.Contains(When.Produce) && topics.Exists(topic => IsCompacted(topic, retention) != false))
        {
            problems.Error(undeclared.Place, $"'{UndeclaredEntry.RuleName}' masks what it finds in keys of {Names(topics)}, which makes different keys alike, and of a compacted topic brokers would throw away the records of all but one. "
                + "Write 'observe' or 'reject', leave 'key' out of 'in', or state under 'retention' that the topics have 'cleanup: delete', if no topic is compacted.");
        }
        else if (undeclared.When.Contains(When.Consume) && topics.Exists(topic => IsCompacted(topic, retention) == true))
        {
            problems.Warning(undeclared.Place, $"'{UndeclaredEntry.RuleName}' shows different keys of a compacted topic alike, where it masks what it finds in them: readers who keep the last record of each key, as tables do, mix them up. Write 'observe' or 'reject' unless that is meant.");
        }
    }

    private static void LookAtWriting(ProtectedClass found, List<Text> topics, List<RetentionEntry> retention, ProblemList problems)
    {
        var (id, action) = (found.Rule.Id, found.Rule.Do!);
        if (!KeepsApart(action.Treatment) && topics.Exists(topic => IsCompacted(topic, retention) != false))
        {
            if (action.Treatment.Technique == Technique.Encrypt)
                problems.Error(action.Place, $"Rule {id} makes equal keys of {Names(topics)} different ('encrypt'), and of a compacted topic brokers would keep every record that was replaced or deleted. Use 'token' with 'siv', or state under 'retention' that the topics have 'cleanup: delete', if no topic is compacted.");
            else
                problems.Error(action.Place, $"Rule {id} makes different keys of {Names(topics)} alike ('{action.Treatment.Name}'), and of a compacted topic brokers would throw away the records of all but one. Use 'hash' or 'token', "
                + "or state under 'retention' that the topics have 'cleanup: delete', if no topic is compacted.");
        }

        foreach (var exception in found.Rule.Except.Where(_ => topics.Exists(topic => IsCompacted(topic, retention) == true)))
            problems.Error(exception.Place, $"What these people write has another key than the same from others, so that compaction keeps both and neither deletes the other; remove the exception from {id}, which is about keys of compacted topics.");
    }

    /// <summary>Readers may be made to see what the policy wants, but those who keep the last value of each key should hear of it.</summary>
    private static void LookAtReading(ProtectedClass found, List<Text> topics, List<RetentionEntry> retention, ProblemList problems)
    {
        var action = found.Rule.Do!;
        if (!KeepsApart(action.Treatment) && topics.Exists(topic => IsCompacted(topic, retention) == true))
            problems.Warning(action.Place, $"Rule {found.Rule.Id} shows {(action.Treatment.Technique == Technique.Encrypt ? "equal keys of a compacted topic as different" : "different keys of a compacted topic alike")} ('{action.Treatment.Name}'): readers who keep the last record of each key, as tables do, mix them up. Use 'hash' unless that is meant.");
    }

    private static bool KeepsApart(Treatment treatment) => treatment is Hash or SivToken or Ff1Token;

    /// <summary>Null: the policies do not say.</summary>
    private static bool? IsCompacted(Text topic, List<RetentionEntry> retention)
    {
        var about = retention.Where(rule => rule.Topics.Any(pattern => ProtectedClass.Covers(pattern, topic) || ProtectedClass.Covers(topic, pattern))).ToList();
        return about.Exists(rule => rule.IsCompacted) ? true : about.Exists(rule => rule.Topics.Any(pattern => ProtectedClass.Covers(pattern, topic))) ? false : null;
    }

    private static string Names(List<Text> topics) => string.Join(", ", topics.Select(topic => $"'{topic}'"));
}
