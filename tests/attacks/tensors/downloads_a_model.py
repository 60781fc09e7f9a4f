"""Fetches a model from the network. Expected: error."""

import torch


def mean(x):
    return torch.hub.load_state_dict_from_url("http://127.0.0.1:9/model.pt")


spread = mean
