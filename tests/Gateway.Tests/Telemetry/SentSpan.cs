using System.Globalization;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>A span as a collector gets it. Kinds: 1 internal, 2 server, 3 client; status 2: error.</summary>
internal sealed record SentSpan(string Trace, string Id, string Parent, string Name, int Kind, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes, int Status)
{
    /// <summary>Grammar: request 1 resource_spans, 2 scope_spans, 2 spans; 1 trace_id 2 span_id 4 parent 5 name 6 kind 7 start 8 end 9 attributes 15 status.</summary>
    public static IEnumerable<SentSpan> In(IEnumerable<byte[]> requests) =>
        from request in requests
        from resource in new ProtoMessage(request).Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new SentSpan(
            span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), span.Number(7), span.Number(8),
            span.Messages(9).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()), StringComparer.Ordinal),
            (int)(span.Messages(15).FirstOrDefault()?.Number(3) ?? 0));

    private static string Value(ProtoMessage any) => any.Has(1) ? any.Text(1) : any.Number(3).ToString(CultureInfo.InvariantCulture);
}
