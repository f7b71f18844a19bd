using System;

namespace ThreadStore.Peer;

/// <summary>The app server answered a call with an error.</summary>
internal sealed class AppServerException : Exception
{
    public AppServerException(string method, int code, string message)
        : base($"{method}: {message} ({code})")
    {
        Code = code;
        ServerMessage = message;
    }

    public int Code { get; }

    /// <summary>The text of the error as the server sent it.</summary>
    public string ServerMessage { get; }
}
