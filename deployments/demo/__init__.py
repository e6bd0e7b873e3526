"""The example town 广武镇 and its year 2020."""
