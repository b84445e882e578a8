"""The desk: where people and publishers write. The push API for publishers, the studio for officers and operators."""
