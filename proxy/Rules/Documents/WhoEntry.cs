using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Who a test is about.</summary>
/// <param name="Principal">Who does it.</param>
/// <param name="Mechanism">How he has proved it; null: not at all.</param>
/// <param name="Login">What else his login has proved; null: nothing.</param>
/// <param name="Address">From where he comes; null: from nowhere that is known.</param>
/// <param name="Group">The consumer group he reads with, which he then must be allowed to.</param>
/// <param name="ClientId">The client id of his requests, which may state a purpose.</param>
/// <param name="Purpose">The purpose that is stated for all that he asks.</param>
/// <param name="BreakGlass">What a break-glass grant opens to him; null: nothing.</param>
/// <param name="At">When; null: now.</param>
internal sealed record WhoEntry(Text Principal, Text? Mechanism, LoginFacts? Login, IPAddress? Address, Text? Group, Text? ClientId, Text? Purpose, Text? BreakGlass, DateTimeOffset? At);
