using System.Globalization;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Describing;

/// <summary>Words for what policies say in keys.</summary>
internal static class Phrases
{
    /// <summary>What becomes of a value: "masked; the last 4 characters stay".</summary>
    internal static string Of(Treatment treatment) => treatment switch
    {
        Observe => "left as it is, counted and recorded",
        Refuse => "refused, and with it the record",
        Drop => "removed",
        Nullify => "replaced by null",
        Redact => "emptied",
        Hash hash => $"replaced by a hash that only the holder of the key `{hash.Key}` can make",
        SivToken token => $"replaced by a token that the key `{token.Key}` turns back",
        Ff1Token token => $"replaced by a token of as many characters ({token.Alphabet.Name}) that the key `{token.Key}` turns back{Stay(token.KeepFirst, token.KeepLast)}",
        Encrypt encrypt => $"encrypted by the key `{encrypt.Key}`, which turns it back",
        ConfluentEncrypt encrypt => $"encrypted by the key `{encrypt.Key}`, which turns it back here and in Confluent's clients",
        Synthetic made => $"replaced by a made-up {SyntheticNames.Words(made.Of)}, the same for equal values, by the key `{made.Key}`",
        DateShift shift => $"moved by up to {shift.Days} days, all dates of one `{shift.By}` alike, by the key `{shift.Key}`",
        Bucket bucket => Invariant($"replaced by the lower end of its step of {bucket.Step}{(bucket.Top is { } top ? Invariant($", and by {top} from there on") : "")}"),
        Rounding rounding => Invariant($"rounded to the nearest {rounding.To}"),
        DateGeneralisation date => date.Keep == DatePart.Day ? "set back to the beginning of its day" : $"set back to the first day of its {Lower(date.Keep)}",
        PostcodeGeneralisation { IsZip: true } zip => $"cut to its first {zip.Keep} digits, or to 000 where few people live",
        PostcodeGeneralisation postcode => $"cut to its first {postcode.Keep} characters",
        PanMask pan => $"masked as a card number{Stay(pan.Bin, pan.Last)}, where that leaves four to hide",
        EmailMask { Keep: EmailPart.Domain } => "masked as an e-mail address; the domain stays",
        EmailMask { Keep: EmailPart.TopLevel } => "masked as an e-mail address; the end of the domain stays",
        EmailMask => "masked as an e-mail address",
        PhoneMask phone => $"masked as a telephone number{Stay(0, phone.KeepLast)}",
        IbanMask iban => $"masked as an account number; the country stays{(iban.KeepLast > 0 ? $", and the last {iban.KeepLast} characters" : "")}",
        IpMask ip => $"cut to its network (IPv4 {ip.V4} bits, IPv6 {ip.V6} bits)",
        Mask mask => $"masked{Stay(mask.KeepFirst, mask.KeepLast)}",
        _ => "shown in clear",
    };

    /// <summary>What asks for a rule; nothing where it does not say.</summary>
    internal static string Serves(IReadOnlyCollection<Text> clauses) => clauses.Count == 0 ? "" : $", for {And(clauses.Select(c => c.Value))}";

    internal static string Window(TimeSpan time) => time.Days > 0 ? "a day" : time.Hours > 0 ? "an hour" : "a minute";

    internal static string Duration(TimeSpan time) => time.Hours == 0 ? Invariant($"{time.Days} days") : Invariant($"{(long)time.TotalHours} hours");

    /// <summary>What a rule does: what becomes of the value, and where the record goes before.</summary>
    internal static string Of(FieldRule rule) =>
        $"{(rule.QuarantineTopic is { } topic ? $"the whole record copied to `{topic}`, then " : "")}{Of(rule.Treatment)}";

    /// <summary>What was decided, and by which rule: "allowed (A1)".</summary>
    internal static string Of(Decision decision) => $"{(decision.Allowed ? "allowed" : "denied")}{(decision.RuleId is { } id ? $" ({id})" : "")}";

    internal static string And(IEnumerable<string> words) => Join(words, "and");

    internal static string Or(IEnumerable<string> words) => Join(words, "or");

    internal static string Names(IEnumerable<Text> names) => And(names.Select(n => $"`{n}`"));

    /// <summary>The people of a rule; none and <c>*</c> are everybody.</summary>
    internal static string People(IReadOnlyCollection<Text> people) =>
        people.Count == 0 || people.Any(p => p.Value == "*") ? "everybody" : Names(people);

    /// <summary>What else must hold, behind a comma; nothing where a rule asks for nothing: ", at Mon-Fri 08:00-18:00 Europe/Berlin, with a client id like `bi-*`".</summary>
    internal static string When(ConditionEntry condition) =>
        $"{(condition.Purpose is { } purpose ? $", for the purpose `{purpose}`" : "")}{(condition.Hours.IsEmpty ? "" : $", at {Hours(condition)}")}{(condition.ClientIds.IsEmpty ? "" : $", with a client id like {ClientIds(condition)}")}{(condition.BreakGlass is { } opened ? $", while a break-glass grant opens `{opened}`" : "")}";

    /// <summary>The same of whom and what a rule spares: "it is `fraud` and the purpose is `case`".</summary>
    internal static string Whenever(ConditionEntry condition) => And(new[]
    {
        condition.People.IsEmpty ? null : $"it is {People(condition.People)}",
        condition.Purpose is { } purpose ? $"the purpose is `{purpose}`" : null,
        condition.Hours.IsEmpty ? null : $"it is {Hours(condition)}",
        condition.ClientIds.IsEmpty ? null : $"the client id is like {ClientIds(condition)}",
        condition.BreakGlass is { } opened ? $"a break-glass grant opens `{opened}`" : null,
    }.OfType<string>());

    /// <summary>Who they are, and what their login must have proved.</summary>
    internal static string Of(PeopleEntry people)
    {
        var parts = new[]
        {
            people.Principals.IsEmpty ? null : Names(people.Principals),
            people.Mechanisms.IsEmpty ? null : $"proved by {Or(people.Mechanisms)}",
            people.Groups.IsEmpty ? null : $"in the group {Any(people.Groups)}",
            people.Claims.IsEmpty ? null : $"whose token says that {And(people.Claims.Select(claim => $"`{claim.Name}` is {Any(claim.Values)}"))}",
            people.Subjects.IsEmpty ? null : $"with a certificate of {Any(people.Subjects)}",
            people.SubjectNames.IsEmpty ? null : $"with a certificate for {Any(people.SubjectNames)}",
            people.Networks.IsEmpty ? null : $"from {Any(people.Networks)}",
        };
        return $"{(people.Principals.IsEmpty ? "whoever is " : "")}{string.Join(", ", parts.OfType<string>())}";

        static string Any(IEnumerable<Text> texts) => Or(texts.Select(t => $"`{t}`"));
    }

    private static string Hours(ConditionEntry condition) => Or(condition.Hours.Select(h => h.Window.Text));

    private static string ClientIds(ConditionEntry condition) => Or(condition.ClientIds.Select(id => $"`{id}`"));

    /// <summary>In the largest unit that leaves no fraction: "5 MiB".</summary>
    internal static string Bytes(long bytes)
    {
        foreach (var (unit, name) in new[] { (1L << 30, "GiB"), (1_000_000_000L, "GB"), (1L << 20, "MiB"), (1_000_000L, "MB"), (1L << 10, "KiB"), (1_000L, "kB") })
        {
            if (bytes % unit == 0)
                return Invariant($"{bytes / unit} {name}");
        }

        return Invariant($"{bytes} B");
    }

    internal static string Day(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString(instant.UtcDateTime.TimeOfDay == default ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Where a rule acts: "$.card.number", "$.text, inside texts, what looks like a card number".</summary>
    internal static string Place(FieldRule rule) => rule.Detect is { } target ? $"{rule.PathText}, inside texts, {(rule.IsUndeclared ? "undeclared, " : "")}{Of(target)}" : rule.PathText;

    /// <summary>"what looks like a card number (80 of 100 sure)".</summary>
    internal static string Of(DetectTarget target) =>
        Invariant($"what looks like {DetectorNames.Words(target.Kind)}{(target.LeastScore > DetectTarget.LowestScore ? $" ({target.LeastScore} of 100 sure)" : "")}");

    private static string Stay(int first, int last) => (first, last) switch
    {
        (0, 0) => "",
        (1, 0) => "; the first character stays",
        (0, 1) => "; the last character stays",
        (_, 0) => $"; the first {first} characters stay",
        (0, _) => $"; the last {last} characters stay",
        _ => $"; the first {first} and the last {last} characters stay",
    };

    private static string Join(IEnumerable<string> words, string between) => words.ToList() switch
    {
        [] => "",
        [var only] => only,
        [.. var all, var last] => $"{string.Join(", ", all)} {between} {last}",
    };

    private static string Lower(DatePart part) => part == DatePart.Year ? "year" : "month";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
