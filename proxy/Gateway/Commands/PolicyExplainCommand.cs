using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy explain --as PRINCIPAL --topic TOPIC [--write] [--group G] [--purpose P | --client-id ID] [--break-glass NAME] [--mechanism M]
/// [--address A] [--in-group G]… [--claim NAME=VALUE]… [--certificate SUBJECT] [--san NAME]… [--at TIME] [--value FILE [--avro-schema FILE | --protobuf-schema FILE [--message M]]] [--key TEXT] [--header NAME=TEXT]… FILE…</c>: what the policies
/// make of a request and a value, and which rules say so.
/// </summary>
internal static class PolicyExplainCommand
{
    private const int MostBytes = 1 << 20;
    private const string StandardInput = "-";
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make(TimeProvider time)
    {
        var files = PolicyFilesArgument.Make();
        var who = new Option<string>("--as") { Description = "Who asks, as Kafka writes it: User:bi-7", Required = true };
        who.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.IndexOf(':', StringComparison.Ordinal) <= 0))
                result.AddError("--as is a principal as Kafka writes it: User:bi-7.");
        });
        var topic = new Option<string>("--topic") { Description = "The topic", Required = true };
        var write = new Option<bool>("--write") { Description = "He writes; else he reads" };
        var group = new Option<string?>("--group") { Description = "The consumer group he reads with" };
        var purpose = new Option<string?>("--purpose") { Description = "The purpose he claims" };
        var mechanism = new Option<string?>("--mechanism") { Description = "The SASL mechanism by which he has proved who he is" };
        var clientId = new Option<string?>("--client-id") { Description = "The client id of the request, which may state a purpose" };
        var opened = new Option<string?>("--break-glass") { Description = "What a break-glass grant opens to him, as rules name it" };
        var address = new Option<IPAddress?>("--address") { Description = "From where he comes: 10.1.2.3", CustomParser = ParseAddress };
        var login = new LoginOptions();
        var at = new Option<DateTimeOffset?>("--at") { Description = "The time, else now: 2027-03-31 or 2027-03-31T12:00:00Z", CustomParser = ParseInstant };
        var value = new Option<string?>("--value") { Description = $"A file with one JSON value as its writer means it, or {StandardInput}" };
        var schema = new Option<string?>("--avro-schema") { Description = "A file with the Avro schema by which the value is written" };
        var proto = new Option<string?>("--protobuf-schema") { Description = "A .proto file by which the value is written" };
        var message = new Option<string?>("--message") { Description = "Which of its messages the value is; left out: the first" };
        var key = new Option<string?>("--key") { Description = "The record's key, a text" };
        var headers = new Option<string[]>("--header") { Description = "A header of the record, NAME=TEXT; may be given several times" };
        headers.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
                result.AddError("--header is a name and a text: trace-id=17.");
        });
        var command = new Command("explain", "Explains what policies make of a request and a value, and which rules say so.") { files, who, topic, write, group, purpose, clientId, opened, mechanism, address, at, value, schema, proto, message, key, headers };
        login.AddTo(command);
        command.SetAction(parsed =>
        {
            var problems = new List<Problem>();
            if (!TryRead(parsed.GetValue(value), problems, out var json) || !TryRead(parsed.GetValue(schema), problems, out var avro))
                return PolicyFilesArgument.Refuse(problems, parsed.InvocationConfiguration.Error);
            var asked = new Asked(
                new(parsed.GetRequiredValue(who), parsed.GetValue(purpose), parsed.GetValue(mechanism), login.Read(parsed), Opened: parsed.GetValue(opened) is { } name ? new OpenedAccess([name]) : null), parsed.GetValue(group), parsed.GetValue(write), parsed.GetRequiredValue(topic),
                parsed.GetValue(at) ?? time.GetUtcNow(), Record(json, avro, parsed.GetValue(key), parsed.GetValue(headers) ?? [],
                    parsed.GetValue(proto) is { } file ? new ProtobufSource(null, file, parsed.GetValue(message)) : null))
            {
                ClientId = parsed.GetValue(clientId),
                Address = parsed.GetValue(address),
            };
            return PolicyPages.Explain(parsed.GetRequiredValue(files), asked, parsed.InvocationConfiguration.Output, problems)
                ? ExitCode.Done
                : PolicyFilesArgument.Refuse(problems, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    /// <summary>Null: nothing of a record was given.</summary>
    private static RecordParts? Record(ReadOnlyMemory<byte>? value, ReadOnlyMemory<byte>? schema, string? key, string[] headers, ProtobufSource? protobuf) => value is null && key is null && headers.Length == 0
        ? null
        : new(value, schema is { } text ? Encoding.UTF8.GetString(text.Span) : null, key is null ? (ReadOnlyMemory<byte>?)null : Part(key), null, [.. headers.Select(Header)], protobuf);

    private static (string Name, ReadOnlyMemory<byte>? Json) Header(string header)
    {
        var at = header.IndexOf('=', StringComparison.Ordinal);
        return (header[..at], Part(header[(at + 1)..]));
    }

    /// <summary>An object or array in JSON is that, anything else a text.</summary>
    private static byte[] Part(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                return JsonSerializer.SerializeToUtf8Bytes(document.RootElement, OneLine);
        }
        catch (JsonException)
        {
            // Most keys and headers are no JSON.
        }

        return JsonSerializer.SerializeToUtf8Bytes(text, OneLine);
    }

    private static DateTimeOffset? ParseInstant(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant;
        result.AddError("--at is a day or a time: 2027-03-31 (its first second in UTC) or 2027-03-31T12:00:00Z.");
        return null;
    }

    private static IPAddress? ParseAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError("--address is an address: 10.1.2.3 or 2001:db8::7.");
        return null;
    }

    /// <summary>On one line, as it will be shown. False, with a problem: it can't be read, or is not one JSON value.</summary>
    private static bool TryRead(string? file, List<Problem> problems, out ReadOnlyMemory<byte>? json)
    {
        json = null;
        if (file is null)
            return true;
        try
        {
            using var content = new MemoryStream();
            using (var input = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file))
            {
                input.CopyTo(content);
            }

            if (content.Length > MostBytes)
                throw new IOException($"It has more than {MostBytes} bytes.");
            content.Position = 0;
            using var document = JsonDocument.Parse(content);
            json = JsonSerializer.SerializeToUtf8Bytes(document.RootElement, OneLine);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(file, 1, 1, $"The file can't be read: {e.Message}", Severity.Error));
        }
        catch (JsonException e)
        {
            problems.Add(new(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "The file is not one JSON value.", Severity.Error));
        }

        return false;
    }
}
